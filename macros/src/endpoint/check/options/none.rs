//! Options that say no: `rate = "none because:only the gateway calls it"`.

use hardpoint_policy::read_none;

use super::policies::accept;
use crate::attribute::{OptionInput, Value};
use crate::errors::Errors;

/// The options that can be done without, with a reason that a user might give. (`timeout` says no
/// in its own grammar; `public` is the no to `auth`.)
const REASONS: &[(&str, &str)] = &[
    ("rate", "only the gateway calls it"),
    ("concurrency", "it does no work of its own"),
    ("cache", "it changes with every call"),
    ("idempotent", "to repeat it does no harm"),
    ("slo", "nobody waits for it"),
    ("deprecated", "this one stays"),
    ("sunset", "this one stays"),
];

/// Whether the option says no: then nothing of it is read, and nothing is inherited in its place.
pub(super) fn says_no(option: &OptionInput, errors: &mut Errors) -> bool {
    let Value::Text(text) = &option.value else {
        return false;
    };
    let reason = example(&option.name());
    let Some(read) = reason.and_then(|reason| read_none(&text.value(), reason)) else {
        return false;
    };
    accept(option, text, read, errors);
    true
}

/// A reason for an option to say no; `None` if it cannot.
pub(in crate::endpoint::check) fn example(option: &str) -> Option<&'static str> {
    let known = REASONS.iter().find(|(known, _)| *known == option);
    known.map(|(_, reason)| *reason)
}
