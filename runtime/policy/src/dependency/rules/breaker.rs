//! The rules of breakers.

use crate::Duration;
use crate::dependency::{BreakerPolicy, DependencySpec, Stated, twice};
use crate::rules::{Fault, pasted};

/// In a window that one attempt fills, nothing is left of the one before it.
pub(super) fn a_breaker_sees_more_than_one_attempt(spec: &DependencySpec) -> Option<Fault> {
    let policy = said(spec)?;
    let attempt = spec.attempt_timeout();
    let longer = BreakerPolicy {
        window: twice(attempt),
        ..policy
    };
    (policy.window < longer.window).then(|| {
        Fault::new(
            "breaker",
            format!(
                "the window of `{}` in `breaker` is shorter than two attempts of `{attempt}`",
                policy.window
            ),
            format!(
                "write {}, or a shorter `attempt`",
                pasted("breaker", &longer)
            ),
        )
    })
}

/// It stays open longer each time, up to its longest.
pub(super) fn a_breaker_is_open_no_longer_than_its_longest(spec: &DependencySpec) -> Option<Fault> {
    let policy = said(spec)?;
    let (open, max) = (policy.open, policy.max_open);
    let longer = BreakerPolicy {
        max_open: open,
        ..policy
    };
    (open > max).then(|| {
        Fault::new(
            "breaker",
            format!("`open:{open}` in `breaker` is longer than `max:{max}`, and it only grows"),
            format!("write {}, or a shorter `open:`", pasted("breaker", &longer)),
        )
    })
}

/// Probes are to be few beside the calls by which a breaker decides, and each takes a turn.
pub(super) fn a_half_open_breaker_has_a_bound(spec: &DependencySpec) -> Option<Fault> {
    said(spec)?;
    let policy = spec.breaker()?;
    let limit = spec.bulkhead().map_or(u32::MAX, |bulkhead| bulkhead.limit);
    let fewer = BreakerPolicy {
        probes: policy.probes.min(policy.min).min(limit).max(1),
        ..policy
    };
    let why = if policy.probes > policy.min {
        format!(
            "more than the `min:{}` attempts by which it decides to open",
            policy.min
        )
    } else if policy.probes > limit {
        format!("more than the `{limit}` calls that `concurrency` lets go on at once")
    } else {
        return None;
    };
    Some(Fault::new(
        "breaker",
        format!("`probes:{}` in `breaker` are {why}", policy.probes),
        format!("write {}", pasted("breaker", &fewer)),
    ))
}

/// What is cut off has failed already.
pub(super) fn a_slow_attempt_is_not_cut_off(spec: &DependencySpec) -> Option<Fault> {
    let policy = said(spec)?;
    let (slow, attempt) = (policy.slow?, spec.attempt_timeout());
    let half = Duration::from_millis(attempt.as_millis() / 2);
    let quicker = BreakerPolicy {
        slow: (!half.is_zero()).then_some(half),
        ..policy
    };
    (slow >= attempt).then(|| {
        Fault::new(
            "breaker",
            format!(
                "`slow:{slow}` in `breaker` says nothing: an attempt is cut off after `{attempt}`"
            ),
            format!(
                "write {}, or a longer `attempt`",
                pasted("breaker", &quicker)
            ),
        )
    })
}

/// What is said of it, if anything is.
fn said(spec: &DependencySpec) -> Option<BreakerPolicy> {
    match &spec.breaker {
        Stated::Policy(policy) => Some(*policy),
        _ => None,
    }
}
