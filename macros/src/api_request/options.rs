//! Which options there are, ours and those of the derives of serde and garde.

use std::collections::HashSet;

use hardpoint_policy::nearest;

use super::input::{Attributes, Entry};
use crate::errors::Errors;

const STRUCT_OPTIONS: [&str; 5] = ["body", "query", "path", "header", "crate"];
const FIELD_OPTIONS: [&str; 7] = [
    "body",
    "query",
    "path",
    "header",
    "default",
    "unbounded",
    "keys",
];

/// What serde's derive takes, so that what it does not take is one error and not many.
const SERDE_STRUCT_OPTIONS: [&str; 18] = [
    "rename",
    "rename_all",
    "rename_all_fields",
    "deny_unknown_fields",
    "tag",
    "content",
    "untagged",
    "bound",
    "default",
    "remote",
    "transparent",
    "from",
    "try_from",
    "into",
    "crate",
    "expecting",
    "variant_identifier",
    "field_identifier",
];
const SERDE_FIELD_OPTIONS: [&str; 14] = [
    "rename",
    "alias",
    "default",
    "flatten",
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "skip_serializing_if",
    "serialize_with",
    "deserialize_with",
    "with",
    "borrow",
    "getter",
    "bound",
];
/// The same of garde's.
const RULES: [&str; 25] = [
    "skip",
    "adapt",
    "rename",
    "code",
    "dive",
    "required",
    "ascii",
    "alphanumeric",
    "email",
    "url",
    "ip",
    "ipv4",
    "ipv6",
    "credit_card",
    "phone_number",
    "length",
    "matches",
    "range",
    "contains",
    "prefix",
    "suffix",
    "pattern",
    "custom",
    "inner",
    "if",
];

/// Checks the options of the struct.
pub(crate) fn of_struct(attributes: &Attributes, errors: &mut Errors) {
    known_options(&attributes.api, &STRUCT_OPTIONS, errors);
    known_elsewhere("serde", &attributes.serde, &SERDE_STRUCT_OPTIONS, errors);
}

/// Checks the options of a field.
pub(crate) fn of_field(attributes: &Attributes, errors: &mut Errors) {
    known_options(&attributes.api, &FIELD_OPTIONS, errors);
    known_elsewhere("serde", &attributes.serde, &SERDE_FIELD_OPTIONS, errors);
    known_rules(&attributes.garde, errors);
}

/// What is misspelt must not be ignored, nor the second of two.
fn known_options(entries: &[Entry], known: &[&'static str], errors: &mut Errors) {
    let mut seen = HashSet::new();
    for entry in entries {
        let name = entry.name();
        if !known.contains(&name.as_str()) {
            let help = match nearest(&name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", listed(known)),
            };
            errors.add_at(
                entry.span(),
                format_args!("there is no option `{name}` here"),
                help,
            );
        } else if !seen.insert(name.clone()) {
            errors.add_at(
                entry.span(),
                format_args!("`{name}` is said twice"),
                "remove one of the two",
            );
        } else if entry.list.is_some() {
            errors.add_at(
                entry.span(),
                format_args!("`{name}` takes no parentheses"),
                format_args!("`{name} = …`"),
            );
        }
    }
}

/// The same for what another derive takes: it would refuse it too, and so would everything that
/// needs what that derive then does not write.
fn known_elsewhere(whose: &str, entries: &[Entry], known: &[&'static str], errors: &mut Errors) {
    for entry in entries {
        let name = entry.name();
        if !known.contains(&name.as_str()) {
            let help = match nearest(&name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", listed(known)),
            };
            errors.add_at(
                entry.span(),
                format_args!("{whose} has no `{name}` here"),
                help,
            );
        }
    }
}

/// The names of rules, those inside of `inner` too.
fn known_rules(rules: &[Entry], errors: &mut Errors) {
    known_elsewhere("garde", rules, &RULES, errors);
    for rule in rules.iter().filter(|rule| rule.key == "inner") {
        known_rules(&rule.entries(), errors);
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
