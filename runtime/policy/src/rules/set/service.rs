//! The rules of endpoints beside the service's own settings.

use super::{Fault, Set};
use crate::Duration;

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

/// A policy that nobody uses protects nothing, and whoever reads it believes that it does. It is
/// told only: an endpoint that is mounted by hand may use it.
pub(super) fn declared_policies_are_used(set: &Set<'_>) -> Vec<Fault> {
    let mut declared: Vec<(&str, &str)> = Vec::new();
    for spec in set.specs {
        for policy in spec.declared.iter() {
            let policy = (crate_of(spec.module), policy.as_ref());
            if !declared.contains(&policy) {
                declared.push(policy);
            }
        }
    }
    let is_used = |(of, name): &(&str, &str)| {
        set.specs
            .iter()
            .any(|spec| crate_of(spec.module) == *of && spec.policy.as_deref() == Some(name))
    };
    let idle = declared.iter().filter(|policy| !is_used(policy));
    let told = idle.map(|(of, name)| {
        Fault::new(
            [],
            format!("`[policy.{name}]` in the `hardpoint.toml` of `{of}` is used by no endpoint"),
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
