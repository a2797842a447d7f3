//! The rules over all endpoints of a service.

mod errors;
mod names;
mod routes;
mod service;
mod tags;

use crate::named::named;
use crate::{Duration, EndpointSpec, Versioning};

pub use errors::ErrorFact;
pub use names::variable;

/// What the rules over all endpoints know besides the endpoints themselves.
#[derive(Debug, Clone, Default)]
pub struct SetFacts {
    /// How long requests in flight may take once the service is told to stop; `None` where that is
    /// not known yet.
    pub drain_budget: Option<Duration>,
    /// How long a connection to the database of `idempotent = "tx"` is waited for, if that was said.
    pub pool_wait: Option<Duration>,
    /// How requests say which version they mean.
    pub versioning: Versioning,
    /// Which codes the endpoints' errors are answered with.
    pub errors: Vec<ErrorFact>,
}

/// A rule over all endpoints that some of them break.
///
/// ```
/// use std::borrow::Cow;
/// use hardpoint_policy::{EndpointSpec, SetFacts, check_all, read_tags};
///
/// let cancel = EndpointSpec {
///     invalidates: read_tags("orders").unwrap(),
///     ..EndpointSpec::new("cancel_order", "shop")
/// };
/// let breaches = check_all(&[&cancel], &SetFacts::default());
/// assert_eq!(breaches[0].rule, "invalidated_tags_are_cached");
/// assert_eq!(breaches[0].endpoints, ["cancel_order"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBreach {
    /// The rule's name, as in [`RULES`](crate::RULES).
    pub rule: &'static str,
    /// The names of the endpoints that break it together; none where it is about what no endpoint
    /// does.
    pub endpoints: Vec<String>,
    /// One sentence in lower case, with options in backticks.
    pub message: String,
    /// What to write instead, with text that can be pasted.
    pub help: String,
    /// Whether the service must not start; what does no harm by itself is only told.
    pub refused: bool,
}

/// What a rule finds wrong.
struct Fault {
    endpoints: Vec<String>,
    message: String,
    help: String,
    refused: bool,
}

impl Fault {
    fn new<'a>(
        endpoints: impl IntoIterator<Item = &'a EndpointSpec>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let endpoints = endpoints.into_iter();
        Self {
            endpoints: endpoints.map(|spec| spec.name.to_string()).collect(),
            message: message.into(),
            help: help.into(),
            refused: true,
        }
    }

    /// The same, as something that is only told.
    fn told(mut self) -> Self {
        self.refused = false;
        self
    }
}

/// All endpoints of a service, in the order in which their routes are tried.
struct Set<'a> {
    specs: &'a [&'a EndpointSpec],
    facts: &'a SetFacts,
}

/// A rule over all endpoints: everything that it finds wrong.
type Check = fn(&Set<'_>) -> Vec<Fault>;

/// Every rule over all endpoints, in the order in which breaches are reported.
const CHECKS: &[(&str, Check)] = named![Check:
    routes::a_route_is_taken_once,
    routes::every_route_is_reached,
    names::a_name_is_given_once,
    names::names_differ_in_more_than_punctuation,
    errors::a_code_has_one_meaning,
    tags::invalidated_tags_are_cached,
    tags::cached_tags_are_invalidated,
    service::requests_end_before_the_drain_does,
    service::a_pool_is_waited_for_within_the_timeout,
    service::declared_policies_are_used,
];

/// Every rule that the endpoints of a service break together; what one of them breaks by itself,
/// [`check`](crate::check) finds.
///
/// The endpoints come in the order in which their routes are tried. It takes all of them: an
/// endpoint that is mounted by hand, and is not in the list, is one that no rule knows of.
pub fn check_all(specs: &[&EndpointSpec], set: &SetFacts) -> Vec<SetBreach> {
    let set = Set { specs, facts: set };
    let faults = CHECKS.iter().flat_map(|(rule, check)| {
        check(&set).into_iter().map(|fault| SetBreach {
            rule,
            endpoints: fault.endpoints,
            message: fault.message,
            help: fault.help,
            refused: fault.refused,
        })
    });
    faults.collect()
}

#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|(name, _)| *name)
}

/// Every two of a list, the earlier first.
fn pairs<T>(items: &[T]) -> impl Iterator<Item = (&T, &T)> {
    items
        .iter()
        .enumerate()
        .flat_map(|(at, first)| items[at + 1..].iter().map(move |second| (first, second)))
}

#[cfg(test)]
mod tests;
