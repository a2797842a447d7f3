//! The rules between the options of a dependency.

mod breaker;
mod repeat;
mod time;
mod value;

use super::DependencySpec;
use crate::RuleBreach;
use crate::named::named;
use crate::rules::Fault;

/// A rule for one dependency: everything that it finds wrong.
type Check = fn(&DependencySpec) -> Vec<Fault>;

/// Every rule, in the order in which breaches are reported.
const CHECKS: &[(&str, Check)] = named![Check:
    value::what_is_promised_can_be_written,
    repeat::only_what_is_repeatable_is_repeated,
    repeat::a_back_off_begins_below_its_longest,
    time::an_attempt_ends_before_the_timeout,
    time::every_attempt_ends_before_the_timeout,
    time::waiting_for_a_turn_ends_before_the_timeout,
    time::a_hedge_begins_before_the_attempt_ends,
    breaker::a_breaker_sees_more_than_one_attempt,
    breaker::a_breaker_is_open_no_longer_than_its_longest,
    breaker::a_half_open_breaker_has_a_bound,
    breaker::a_slow_attempt_is_not_cut_off,
];

/// Every rule that the dependency breaks; none is skipped because of another.
///
/// ```
/// use hardpoint_policy::{DependencySpec, Stated, check_dependency};
///
/// let spec = DependencySpec {
///     retry: Stated::Policy("3".parse()?),
///     ..DependencySpec::new("charge")
/// };
/// let breaches = check_dependency(&spec);
/// assert_eq!(breaches[0].rule, "only_what_is_repeatable_is_repeated");
/// # Ok::<(), hardpoint_policy::PolicyError>(())
/// ```
pub fn check_dependency(spec: &DependencySpec) -> Vec<RuleBreach> {
    let breaches = CHECKS.iter().flat_map(|(rule, check)| {
        let faults = check(spec).into_iter();
        faults.map(|fault| fault.of(rule))
    });
    breaches.collect()
}

/// The names of the rules.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|(name, _)| *name)
}
