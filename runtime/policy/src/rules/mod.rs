//! The rules between policies: of one endpoint, and of all endpoints of a service.
//!
//! Each policy is checked by itself when its text is read; here is what several of them cannot
//! promise together. One rule is one function, named for what it demands; [`check`] and
//! [`check_all`] run them all, and [`RULES`](crate::RULES) lists them with their reasons.

mod auth;
mod cache;
mod dates;
mod idempotency;
mod keys;
mod rates;
mod set;
mod time;
mod version;

use std::fmt;

use crate::EndpointSpec;
use crate::named::named;

pub use set::{ErrorFact, SetBreach, SetFacts, check_all, variable};

/// A rule between policies that an endpoint breaks.
///
/// ```
/// use hardpoint_policy::{BodyLimit, EndpointSpec, Idempotency, check};
///
/// let spec = EndpointSpec {
///     body: BodyLimit::Stream,
///     idempotency: Some(Idempotency::default()),
///     ..EndpointSpec::new("upload", "files")
/// };
/// let breaches = check(&spec);
/// assert_eq!(breaches[0].rule, "idempotency_needs_the_whole_body");
/// assert_eq!(breaches[0].option, "body");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleBreach {
    /// The rule's name, as in [`RULES`](crate::RULES).
    pub rule: &'static str,
    /// The option to point at, such as `cache`; one that the endpoint states.
    pub option: &'static str,
    /// One sentence in lower case, with options in backticks.
    pub message: String,
    /// What to write instead, with text that can be pasted.
    pub help: String,
}

/// What a rule finds wrong.
pub(crate) struct Fault {
    option: &'static str,
    message: String,
    help: String,
}

impl Fault {
    pub(crate) fn new(
        option: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            option,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The same, as a breach of the rule.
    pub(crate) fn of(self, rule: &'static str) -> RuleBreach {
        RuleBreach {
            rule,
            option: self.option,
            message: self.message,
            help: self.help,
        }
    }
}

/// A rule for one endpoint: everything that it finds wrong.
type Check = fn(&EndpointSpec) -> Vec<Fault>;

/// Every rule for one endpoint, in the order in which breaches are reported.
const CHECKS: &[(&str, Check)] = named![Check:
    cache::unsafe_methods_are_cached_only_if_idempotent,
    cache::the_cache_needs_the_whole_body,
    cache::what_http_never_stores_is_not_cached,
    cache::shared_answers_depend_on_nobody,
    cache::cached_answers_say_whose_they_are,
    cache::answers_are_told_apart_where_callers_are_known,
    cache::only_what_can_be_renewed_is_served_stale,
    cache::who_invalidates_is_said_of_tags,
    cache::answers_outlive_the_success_that_made_them,
    cache::safe_methods_invalidate_nothing,
    keys::credentials_are_no_part_of_a_cache_key,
    keys::a_cache_key_is_met_again,
    keys::credentials_are_no_key_of_a_rate,
    keys::addresses_are_taken_from_trusted_proxies,
    keys::the_key_of_a_rate_is_met_again,
    idempotency::idempotency_needs_the_whole_body,
    idempotency::idempotency_needs_an_end,
    idempotency::idempotency_outlives_the_timeout,
    idempotency::a_transaction_has_something_to_commit,
    idempotency::an_answer_is_shared_when_it_is_committed,
    rates::a_rate_is_said_once,
    rates::every_rate_can_bind,
    rates::callers_are_counted_where_they_are_known,
    time::waiting_ends_before_the_timeout,
    time::an_objective_lies_within_the_timeout,
    auth::authorize_decides_about_somebody,
    dates::a_sunset_follows_the_deprecation,
    version::a_version_has_a_route,
    version::a_version_is_said_once,
];

/// Every rule that the endpoint breaks; none is skipped because of another.
pub fn check(spec: &EndpointSpec) -> Vec<RuleBreach> {
    let faults = CHECKS.iter().flat_map(|(rule, check)| {
        let faults = check(spec).into_iter();
        faults.map(|fault| fault.of(rule))
    });
    faults.collect()
}

/// The names of the rules that [`check`] and [`check_all`] run.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let of_one = CHECKS.iter().map(|(name, _)| *name);
    of_one.chain(set::names())
}

/// An option as it is pasted: `cache = "ttl:60"`.
pub(crate) fn pasted(option: &str, policy: &impl fmt::Display) -> String {
    // The quotes and backslashes in a tag are escaped, as in a literal of Rust or TOML.
    format!("`{option} = {:?}`", policy.to_string())
}

#[cfg(test)]
mod tests;
