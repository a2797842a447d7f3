//! The rules of `hardpoint.toml`, and of what endpoints inherit from it.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    config: the_file_is_toml,
        "A file that is not read promises nothing, and looks as if it did.",
        "Write `key = \"text\"`, below `[defaults]`, `[policy.NAME]` or `[require]`.";
    config: a_table_is_known,
        "A table that nobody knows would be a promise that nobody keeps.",
        "Write `[defaults]`, `[policy.NAME]` or `[require]`.";
    config: an_option_stands_in_a_table,
        "Outside of a table nobody knows for whom it holds.",
        "Write it below `[defaults]`, or below the `[policy.NAME]` of its policy.";
    config: an_option_suits_its_table,
        "A route, a name or a tag belongs to one endpoint, and a default that opens endpoints opens those that nobody thought of.",
        "Write it at the endpoint.";
    config: a_policy_has_a_name,
        "Endpoints name it, in 1 to 64 letters, digits, `_` and `-`.",
        "Write `[policy.NAME]`, and the options below it.";
    config: a_requirement_is_true_or_false,
        "What is required is that an option be said, not which value.",
        "Write `auth = true`; a value for all stands in `[defaults]`.";
    config: a_flag_is_true_or_text,
        "`false` would be a third thing, between yes and no.",
        "Write `true`, remove the option, or write `none because:` and the reason.";
    config: no_is_said_to_a_yes,
        "`none because:` takes back what was said before, and in the file nothing was.",
        "Remove it.";
    policy: a_policy_is_declared,
        "A policy that nobody declared promises nothing.",
        "Write the near spelling, or declare it in `hardpoint.toml`.";
    config: what_is_required_is_said,
        "The package's owners want to see it said at each endpoint, even if it is no.",
        "Say it, name a policy that does, or say no with `none because:` and the reason.";
];
