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
        "Rename the field.";
    settings: a_variable_sets_one_thing,
        "Of two settings under one variable, none could be set alone.",
        "Rename one of the fields, or write `env = \"NAME\"` on it.";
    settings: a_file_of_settings_is_there,
        "A file that is missing would be found out at the next start.",
        "Write it beside `Cargo.toml`, or remove `file`.";
    settings: a_key_in_a_file_is_a_setting,
        "What is misspelt must not be ignored, in nested tables too.",
        "Write the near spelling, or remove it.";
    settings: a_value_in_a_file_is_one_of_its_setting,
        "A service whose file is wrong would be found out at the next start.",
        "Write a value of the field's type, between `min` and `max`.";
    settings: a_setting_has_a_value,
        "A start without it would fail each time.",
        "Write it in the file, say `default`, or `required` if each start gives it.";
    settings: what_each_start_gives_stands_in_no_file,
        "The value in the file would never be used.",
        "Remove it there, or `required` at the field.";
    settings: a_secret_stands_in_no_file,
        "Files that are checked in, and attributes, are read by everybody.",
        "Give it at start, by its variable or by a file whose path is in the variable with `_FILE`.";
    settings: a_url_in_a_file_holds_no_password,
        "A password is a secret, wherever it stands.",
        "Make the field a `Secret`, or write `plain = \"why\"`.";
    settings: a_nested_struct_has_no_prefix,
        "The outer struct's prefix and file count, and its own would not.",
        "Remove `prefix` and `file` above the nested struct.";
    settings: names_of_an_enum_are_words,
        "They stand in lists too, and two under one name could not be told apart.",
        "Write `name = \"read-only\"`, another for each variant.";
    settings: a_default_is_a_literal,
        "The compiler checks its type and its range.",
        "Write a literal, or `default_with` for another expression.";
    settings: a_default_is_of_its_type,
        "What a start could not read is no default.",
        "Write a value of the field's type, with its unit.";
    settings: a_default_is_in_range,
        "A service that runs on its defaults starts.",
        "Write a default between `min` and `max`.";
    settings: a_range_is_of_a_quantity,
        "Only numbers, durations and sizes are more or less.",
        "Remove `min` and `max`.";
    settings: a_range_holds_something,
        "Where `max` is less than `min`, no value is right.",
        "Exchange the two.";
    settings: a_secret_can_be_cleared,
        "What stays in memory can be found there, in a dump for one.",
        "Keep a `Secret` of text or of bytes, or write `impl Zeroize` for its type.";
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
