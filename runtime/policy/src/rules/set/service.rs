//! The rules of endpoints beside the service's own settings.

use super::{Fault, Set};
use crate::{Duration, EndpointSpec};

/// When the service stops, what is still running at the end of the drain is cut off; an endpoint
/// that may take longer is one whose requests are lost with each deployment. One that has no
/// timeout says why.
pub(super) fn requests_end_before_the_drain_does(set: &Set<'_>) -> Vec<Fault> {
    let Some(budget) = set.facts.drain_budget else {
        return Vec::new();
    };
    let too_long = |limit: &Duration| *limit > budget;
    let late = set
        .specs
        .iter()
        .filter_map(|spec| Some((*spec, spec.timeout.limit().filter(too_long)?)));
    let told = late.map(|(spec, limit)| {
        Fault::new(
            [spec],
            format!(
                "`{}` may take `{limit}`, and a service that stops waits for `{budget}`",
                spec.name
            ),
            format!("write `timeout = \"{budget}\"` or less, or give the drain more time, with `.drain_budget(…)`"),
        )
    });
    told.collect()
}

/// Where a connection is waited for longer than any endpoint has time, the wait is never as long as
/// it was meant to be: each is cut off by a timeout before.
pub(super) fn a_pool_is_waited_for_within_the_timeout(set: &Set<'_>) -> Option<Fault> {
    let wait = set.facts.pool_wait?;
    // Whoever has no timeout waits for as long as is said.
    let limits: Option<Vec<Duration>> = set.specs.iter().map(|spec| spec.timeout.limit()).collect();
    let longest = limits?.into_iter().max()?;
    let is_done_there = |spec: &&EndpointSpec| spec.idempotency.is_some_and(|policy| policy.tx);
    let users: Vec<_> = set.specs.iter().copied().filter(is_done_there).collect();
    let in_vain = longest < wait && !users.is_empty();
    in_vain.then(|| {
        Fault::new(
            users,
            format!("a connection is waited for up to `{wait}`, and no endpoint may take longer than `{longest}`"),
            format!("write `acquire_timeout` of `{longest}` or less in the settings of the database, or a longer `timeout`"),
        )
    })
}

/// A policy that nobody uses protects nothing, and whoever reads it believes that it does. It is
/// told only: an endpoint that is mounted by hand may use it.
pub(super) fn declared_policies_are_used(set: &Set<'_>) -> Vec<Fault> {
    let mut declared: Vec<(&str, &str, &str)> = Vec::new();
    for spec in set.specs {
        for policy in spec.declared.iter() {
            let (name, place) = policy.split_once(' ').unwrap_or((policy, "hardpoint.toml"));
            let policy = (crate_of(spec.module), name, place);
            if !declared.contains(&policy) {
                declared.push(policy);
            }
        }
    }
    let is_used = |(of, name, _): &(&str, &str, &str)| {
        set.specs
            .iter()
            .any(|spec| crate_of(spec.module) == *of && spec.policy.as_deref() == Some(name))
    };
    let idle = declared.iter().filter(|policy| !is_used(policy));
    let told = idle.map(|(of, name, place)| {
        Fault::new(
            [],
            format!("`[policy.{name}]` of `{of}`, which stands in {place}, is used by no endpoint"),
            format!("write `policy = \"{name}\"` on an endpoint, or remove the table"),
        )
        .told()
    });
    told.collect()
}

/// The crate in which a module stands.
fn crate_of(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}
