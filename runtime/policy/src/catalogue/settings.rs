//! The rules of `derive(Settings)`.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    settings: settings_have_names,
        "A setting is found by its name, in variables and in files.",
        "Write a struct with named fields, at least one, or an enum of bare names.";
    settings: settings_have_types_that_are_known,
        "Their tables are constants of one type.",
        "Write the types in place of parameters.";
    settings: a_prefix_begins_variables,
        "Variables are capital letters, digits and underscores, and `HARDPOINT_` is taken.",
        "Name the service, as in `prefix = \"SHOP\"`.";
    settings: a_setting_is_a_variable_too,
        "The environment has names in ASCII.",
        "Write the field's name in ASCII, and `env` in capital letters, digits and underscores.";
    settings: a_variable_sets_one_setting,
        "Of two settings with one variable, nobody knows which is meant.",
        "Rename one of them, or give it a variable of its own with `env`.";
    settings: a_file_of_settings_is_there,
        "A file that is missing would be found out at the next start.",
        "Write it beside `Cargo.toml`, or remove `file`.";
    settings: a_default_is_a_literal,
        "The compiler checks its type and its range.",
        "Write a literal, or `default_with` for another expression.";
    settings: a_default_is_in_range,
        "A service that runs on its defaults starts.",
        "Write a default between `min` and `max`.";
    settings: a_value_is_of_its_type,
        "A value that cannot be read would be found out at the next start.",
        "Write a value of the field's type, with its unit.";
    settings: a_setting_has_a_value,
        "Without one, no start would succeed.",
        "Write a `default`, a value in the file, or `required` where it is given at each start.";
    settings: a_key_is_a_setting,
        "A key that nobody reads is a setting that somebody believes in.",
        "Write the near spelling, or remove it.";
    settings: what_is_required_is_said_at_start,
        "A value in the file would never be used.",
        "Remove it there, or `required` at the field.";
    settings: a_range_is_of_a_quantity,
        "Only numbers, durations and sizes are more or less.",
        "Remove `min` and `max`.";
    settings: a_range_holds_something,
        "Where `max` is less than `min`, no value is right.",
        "Exchange the two.";
    settings: a_secret_is_not_in_the_sources,
        "Whoever can read the sources could read the secret.",
        "Remove it, and give it at start, by its variable or by a file.";
    settings: a_secret_says_why_it_is_plain,
        "What is called like a secret is printed by nobody, unless somebody says why.",
        "Write its type as `Secret`, or `plain = \"it is shown to everybody\"`.";
    settings: an_option_of_a_setting_is_known,
        "What is misspelt must not be ignored.",
        "Write the near spelling, once, with a value of its kind.";
    settings: options_of_a_setting_agree,
        "Of two that leave each other nothing to say, one is a mistake.",
        "Remove one of the two.";
    settings: what_is_ignored_is_somebody_elses,
        "A variable of this service that is ignored is a mistake that nobody sees.",
        "Name variables that begin with the prefix and are not this service's.";
];
