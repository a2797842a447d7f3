//! The rules of what endpoints are called.

use super::{Fault, Set, pairs};
use crate::EndpointSpec;

/// Metrics, logs and overrides know an endpoint by its name; two of one name are one to them.
pub(super) fn a_name_is_given_once(set: &Set<'_>) -> Vec<Fault> {
    let same = pairs(set.specs).filter(|(first, second)| first.name == second.name);
    let told = same.map(|(first, second)| {
        Fault::new(
            [*first, *second],
            match (first.module, second.module) {
                (one, other) if one == other => {
                    format!("two endpoints in `{one}` are called `{}`", first.name)
                }
                (one, other) => format!(
                    "two endpoints are called `{}`, one in `{one}` and one in `{other}`",
                    first.name
                ),
            },
            format!("write {}", another_name(second)),
        )
    });
    told.collect()
}

/// A variable of the environment has capital letters, digits and `_` only: names that are the same
/// then would be overridden together.
pub(super) fn names_differ_in_more_than_punctuation(set: &Set<'_>) -> Vec<Fault> {
    let alike = pairs(set.specs).filter(|(first, second)| {
        first.name != second.name && variable(&first.name) == variable(&second.name)
    });
    let told = alike.map(|(first, second)| {
        Fault::new(
            [*first, *second],
            format!(
                "`{}` and `{}` are both `HARDPOINT_{}` in the environment",
                first.name,
                second.name,
                variable(&first.name)
            ),
            format!("write {}", another_name(second)),
        )
    });
    told.collect()
}

/// What an endpoint's name is in a variable of the environment: in capital letters, and with `_` for
/// what is neither letter nor digit.
///
/// ```
/// assert_eq!(hardpoint_policy::variable("get-order.v2"), "GET_ORDER_V2");
/// ```
pub fn variable(name: &str) -> String {
    let letter = |letter: char| match letter {
        letter if letter.is_alphanumeric() => letter.to_ascii_uppercase(),
        _ => '_',
    };
    name.chars().map(letter).collect()
}

/// A name with the module's in front.
fn another_name(spec: &EndpointSpec) -> String {
    let module = spec.module.rsplit("::").next().unwrap_or(spec.module);
    format!(
        "`name = \"{module}_{}\"` in the attribute of the second, or another name",
        spec.name
    )
}
