//! What the code of `derive(Settings)` names.

pub use hardpoint_policy::setting::{
    Bound, Content, Default, Entry, Field, Kind, PolicyKind, Range, Spec, Value, Whole, clash,
    default_fault, entry_fault, missing_fault, secrecy_fault,
};

use hardpoint_policy::setting::{Words, bound_fault};

pub use super::group::{CheckedIn, Group, Settings};
pub use super::leaf::{AnyGroup, AnyKind, AnyText, ByFromStr, Leaf, Neither};
pub use super::reader::Reader;
pub use super::setting::{Complaint, Setting, clearing, list, optional, secret};

/// What is wrong with the least of a setting's range.
#[must_use]
pub const fn min_fault(field: &Field<'_>) -> Option<Words> {
    bound_fault(field, true)
}

/// What is wrong with the most of it, or with the two together.
#[must_use]
pub const fn max_fault(field: &Field<'_>) -> Option<Words> {
    bound_fault(field, false)
}

/// What is wrong with a struct that is nested: its own prefix would not count.
#[must_use]
pub const fn nested_fault(is_whole: bool) -> Option<Words> {
    if !is_whole {
        return None;
    }
    let mut words = Words::new();
    words
        .push("`nested` is for a struct without a `prefix` of its own, which would not count here");
    words.push("\nhelp: remove `prefix`, and `file`, above the nested struct");
    Some(words)
}

/// The name that a value is.
pub fn name<'a>(value: &Value<'a>) -> &'a str {
    match value {
        Value::Word(text) | Value::Text(text) => text.trim_ascii(),
        _ => "",
    }
}
