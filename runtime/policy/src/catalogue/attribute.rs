//! The rules of the attribute itself, and of what it says besides policies.

use super::Rule;

pub(super) const RULES: &[Rule] = rules![
    attribute: an_option_is_known,
        "An option that nobody knows would be a promise that nobody keeps.",
        "Write the near spelling, or remove it.";
    attribute: an_option_is_said_once,
        "Of two values, one would be dropped in silence.",
        "Keep one; two rates go into one list.";
    attribute: an_option_has_a_value,
        "Without a value there is nothing to enforce.",
        "Write the value behind `=`, in quotes.";
    attribute: an_option_has_a_value_of_its_kind,
        "A number without a unit, or a bare word, could mean more than one thing.",
        "Write text in quotes, as in `timeout = \"5s\"`.";
    attribute: an_option_has_an_equals_sign,
        "All options are written in one way, so that each can be read without a manual.",
        "Write `key = \"value\"`, in place of parentheses or a colon.";
    attribute: options_are_parted_by_commas,
        "Where a comma is missing, what follows would be read as a part of the option before.",
        "Write the comma, and only one.";
    attribute: an_attribute_is_a_list_of_options,
        "What is no option says nothing that could be enforced.",
        "Write `key = \"value\"`, or a flag by itself.";
    attribute: an_endpoint_has_one_attribute,
        "Of two attributes each would believe that it is the only one.",
        "Put all options into one of them.";
    rate: a_list_of_rates_names_some,
        "An empty list limits nothing.",
        "Remove `rate`, or write `rate = \"10/min\"`.";
    name: a_name_is_an_id,
        "A name goes into headers, metrics and keys of stores, which take 1 to 64 letters, digits, `_`, `.` and `-`.",
        "Write such a name.";
    name: a_name_is_said_in_one_place,
        "Of two names, one would be dropped in silence.",
        "Keep the one in `#[endpoint]`.";
    tag: a_tag_is_one_line,
        "A tag is a heading in lists of endpoints.",
        "Write one line that is not empty.";
    public: public_stands_without_auth,
        "`public` lets everyone call, and `auth` does not.",
        "Keep one of the two.";
    public: public_is_a_flag,
        "There are no degrees of it.",
        "Write `public` alone.";
    auth: scopes_are_one_text,
        "In one text it is plain that all of them are needed.",
        "Write `auth = \"orders:write,orders:read\"`.";
    authorize: authorize_names_a_function,
        "It is called by its path about each request.",
        "Write the path alone, as in `authorize = may_read`.";
    calls: calls_lists_functions,
        "What each of them says is found by its path.",
        "Write the paths in a list, as in `calls = [stock, payments::charge]`.";
    calls: a_call_ends_before_the_endpoint,
        "Who is cut off by the timeout of the endpoint is counted as slow, and never says what is wrong.",
        "Write a longer `timeout` at the endpoint, or a shorter one at the dependency.";
    attribute: no_has_a_reason,
        "Whoever reads that a policy is left out should know why.",
        "Write `none because:` and the reason.";
    crate: the_crate_is_a_path,
        "It is where the generated code finds `hardpoint`.",
        "Write the path under which `hardpoint` is known here.";
];
