//! The rules of `derive(ApiRequest)`.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    api_request: a_request_has_named_fields,
        "Values are found by their names.",
        "Write a struct with named fields; an enum is a value inside of one.";
    api_request: a_request_has_no_parameters,
        "A request owns what it holds, and its tables are constants of one type.",
        "Name the types, owned.";
    api_request: an_enum_is_bare_names,
        "Unknown fields inside of a variant could not be refused.",
        "Write variants without data, at least one, or a struct with a field for each case.";
    api_request: which_fields_are_known_is_visible,
        "Unknown fields are refused, which takes knowing those that are known.",
        "Write the fields out, in place of `flatten`, `untagged` and their like.";
    api_request: rules_have_no_context,
        "The extractor has no context to hand over.",
        "Check what depends on one in the handler.";
    api_request: a_field_is_read_from_one_place,
        "Of two places, one would be ignored in silence.",
        "Keep one of `body`, `query`, `path` and `header`.";
    api_request: a_nested_struct_stands_in_the_body,
        "Queries, paths and headers are flat.",
        "Read the nested struct from the body, with fields of the body only.";
    api_request: a_field_has_one_name,
        "Of two names, one would be ignored, and two fields under one name could not be told apart.",
        "Keep one name, and give each field of a place another.";
    api_request: a_header_field_has_a_headers_name,
        "What is no token (RFC 9110 §5.1) is no header's name.",
        "Write letters, digits and hyphens.";
    api_request: a_field_has_one_default,
        "Of two defaults, one would be ignored in silence.",
        "Keep ours or serde's.";
    api_request: what_grows_has_an_upper_bound,
        "Text, lists and maps without one are memory that any client can take.",
        "Write `#[garde(length(max = 64))]`, `#[api(keys = 64)]` for the keys of a map, or `#[api(unbounded = \"why\")]`.";
    api_request: unbounded_has_a_reason,
        "Whoever reads it should know why.",
        "Write `#[api(unbounded = \"why\")]`.";
    api_request: keys_are_bounded_in_maps,
        "`keys` says how many bytes the key of a map may have.",
        "Write it on a map, with a number.";
    api_request: the_rules_of_a_nested_struct_are_run,
        "A rule that nobody runs protects nothing.",
        "Write `#[garde(dive)]` on the field.";
    api_request: an_option_of_a_request_is_known,
        "What is misspelt must not be ignored, be it ours, serde's or garde's.",
        "Write the near spelling, once, without parentheses.";
];
