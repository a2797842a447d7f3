//! The rules between the rates of one endpoint.

use super::{Fault, pasted};
use crate::{Access, EndpointSpec, Mode, OnOutage, Rate, RateKey};

/// Two rates over one window of one key are one rate and a mistake, unless one only watches.
pub(super) fn a_rate_is_said_once(spec: &EndpointSpec) -> Option<Fault> {
    let (first, second) = pairs(&spec.rates).find(|(first, second)| is_twice(first, second))?;
    Some(Fault::new(
        "rate",
        format!("`{first}` and `{second}` in `rate` are over one window of one key"),
        format!("keep one of them, such as {}", pasted("rate", first)),
    ))
}

/// A rate that always lets pass what another one of the same key let pass protects nothing, and
/// whoever wrote it believes that it does.
pub(super) fn every_rate_can_bind(spec: &EndpointSpec) -> Option<Fault> {
    let (idle, tighter) = pairs(&spec.rates)
        .filter(|(first, second)| !is_twice(first, second))
        .find_map(|(first, second)| {
            if never_binds(second, first) {
                Some((second, first))
            } else {
                never_binds(first, second).then_some((first, second))
            }
        })?;
    Some(Fault::new(
        "rate",
        format!("`{idle}` in `rate` never denies what `{tighter}` lets pass"),
        format!(
            "remove `{idle}`, or let it give back less per second than `{tighter}`, or hold less"
        ),
    ))
}

/// Where nobody is known, a bucket for each principal is one for each address: the limit would be
/// another one than it says.
pub(super) fn callers_are_counted_where_they_are_known(spec: &EndpointSpec) -> Vec<Fault> {
    let unknown = spec.rates.iter().filter(|rate| {
        spec.access == Access::Public && matches!(rate.key, RateKey::Principal | RateKey::Tenant)
    });
    let told = unknown.map(|rate| {
        let by_address = Rate {
            key: RateKey::Ip,
            ..rate.clone()
        };
        Fault::new(
            "rate",
            format!(
                "`per:{}` in `rate` counts callers whom a `public` endpoint does not know",
                rate.key
            ),
            format!(
                "write {}, or `auth` in place of `public`",
                pasted("rate", &by_address)
            ),
        )
    });
    told.collect()
}

/// Every two of the rates, the earlier first.
fn pairs(rates: &[Rate]) -> impl Iterator<Item = (&Rate, &Rate)> {
    rates
        .iter()
        .enumerate()
        .flat_map(|(at, first)| rates[at + 1..].iter().map(move |second| (first, second)))
}

fn is_twice(first: &Rate, second: &Rate) -> bool {
    first.key == second.key && first.window == second.window && first.mode == second.mode
}

/// Whether `rate` lets pass whatever `other` does: it holds at least as many requests, and at
/// least as many come back in a time. Then its bucket is never the emptier one, for both are
/// charged together or not at all.
fn never_binds(rate: &Rate, other: &Rate) -> bool {
    let alike = rate.key == other.key
        && other.mode == Mode::Enforce
        // Away from the store, the one that denies does bind.
        && (rate.on_outage == OnOutage::Local || other.on_outage == OnOutage::Deny);
    let wide = |number: u32| u128::from(number);
    let window = |rate: &Rate| u128::from(rate.window.as_millis());
    // Fractions compared crosswise: burst / cost, and quota / (window * cost).
    let holds_more = wide(rate.burst) * wide(other.cost) >= wide(other.burst) * wide(rate.cost);
    let refills_faster = product(&[wide(rate.quota), window(other), wide(other.cost)])
        >= product(&[wide(other.quota), window(rate), wide(rate.cost)]);
    alike && holds_more && refills_faster
}

/// A product that stays in range: 32 + 64 + 32 bits fit in 128.
fn product(factors: &[u128]) -> u128 {
    factors.iter().product()
}
