//! Which options there are, where, and which of them exclude each other.

use std::collections::HashSet;

use hardpoint_policy::nearest;

use super::input::{Entry, find};
use crate::errors::Errors;

/// An option, how it is written, and whether it takes a value.
type Known = (&'static str, &'static str, bool);

const STRUCT: [Known; 4] = [
    ("prefix", "prefix = \"SHOP\"", true),
    ("file", "file = \"config/default.toml\"", true),
    ("ignore", "ignore = \"SHOP_PORT_*\"", true),
    ("crate", "crate = \"::hardpoint\"", true),
];
const ENUM: [Known; 1] = [("crate", "crate = \"::hardpoint\"", true)];
const FIELD: [Known; 8] = [
    ("default", "default = \"5s\"", true),
    ("default_with", "default_with = Mode::Fast", true),
    ("min", "min = 1", true),
    ("max", "max = 64", true),
    ("required", "required", false),
    ("nested", "nested", false),
    ("env", "env = \"DATABASE_URL\"", true),
    ("plain", "plain = \"it is shown to everybody\"", true),
];
const VARIANT: [Known; 1] = [("name", "name = \"read-only\"", true)];

/// Pairs of which the second leaves nothing for the first to say, and why.
const EXCLUSIVE: [(&str, &str, &str); 10] = [
    ("default", "default_with", "both say the default"),
    (
        "default",
        "required",
        "what has a default need not be given",
    ),
    (
        "default_with",
        "required",
        "what has a default need not be given",
    ),
    (
        "default_with",
        "min",
        "the compiler cannot compare what it makes",
    ),
    (
        "default_with",
        "max",
        "the compiler cannot compare what it makes",
    ),
    ("default", "nested", NESTED),
    ("default_with", "nested", NESTED),
    ("required", "nested", NESTED),
    ("env", "nested", NESTED),
    ("plain", "nested", NESTED),
];
const NESTED: &str = "that is said of a value, and a nested struct has fields of its own";

/// The options of the struct.
pub(crate) fn of_struct(entries: &[Entry], errors: &mut Errors) {
    known(entries, &STRUCT, errors);
}

/// The options of an enum.
pub(crate) fn of_enum(entries: &[Entry], errors: &mut Errors) {
    known(entries, &ENUM, errors);
}

/// The options of a variant.
pub(crate) fn of_variant(entries: &[Entry], errors: &mut Errors) {
    known(entries, &VARIANT, errors);
}

/// The options of a field.
pub(crate) fn of_field(entries: &[Entry], errors: &mut Errors) {
    known(entries, &FIELD, errors);
    for (one, other, why) in EXCLUSIVE {
        if let (Some(one_entry), Some(_)) = (find(entries, one), find(entries, other)) {
            errors.add_at(
                one_entry.span(),
                format_args!("`{one}` stands beside `{other}`: {why}"),
                "remove one of the two",
            );
        }
    }
}

/// What is misspelt must not be ignored, nor the second of two.
fn known(entries: &[Entry], known: &[Known], errors: &mut Errors) {
    let mut seen = HashSet::new();
    for entry in entries {
        let name = entry.name();
        let Some((_, example, takes_value)) = known.iter().find(|(known, ..)| *known == name)
        else {
            let names = known.iter().map(|(known, ..)| *known);
            let help = match nearest(&name, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of `{}`", names.collect::<Vec<_>>().join("`, `")),
            };
            errors.add_at(
                entry.span(),
                format_args!("there is no option `{name}` here"),
                help,
            );
            continue;
        };
        let help = format_args!("write `{example}`");
        if !seen.insert(name.clone()) {
            errors.add_at(
                entry.span(),
                format_args!("`{name}` is said twice"),
                "remove one of the two",
            );
        } else if entry.list.is_some() {
            errors.add_at(
                entry.span(),
                format_args!("`{name}` takes no parentheses"),
                help,
            );
        } else if *takes_value && entry.value.is_none() {
            errors.add_at(entry.span(), format_args!("`{name}` takes a value"), help);
        } else if !takes_value && entry.value.is_some() {
            errors.add(entry, format_args!("`{name}` takes no value"), help);
        }
    }
}
