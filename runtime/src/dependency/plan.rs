//! How a call's time is shared out, and when it is made again: numbers, and decisions about them.

use std::time::Duration;

use hardpoint_policy::{DependencySpec, Hedge};

use super::backoff;
use crate::error::ErrorClass;

/// What a guard holds its calls to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// For how long a call may go on, all in all.
    pub(super) timeout: Duration,
    /// For how long one attempt may.
    pub(super) attempt: Duration,
    /// How many attempts a call may make, the first included.
    pub(super) attempts: u32,
    pub(super) hedge: Option<Hedge>,
    base: Duration,
    longest_wait: Duration,
    /// From when on an attempt counts as slow.
    slow: Option<Duration>,
}

impl Plan {
    pub(super) fn of(spec: &DependencySpec) -> Self {
        let breaker = spec.breaker();
        Self {
            timeout: spec.timeout.to_std(),
            attempt: spec.attempt_timeout().to_std(),
            attempts: spec.attempts(),
            hedge: spec.hedge.filter(|_| spec.is_repeatable),
            base: spec.base().to_std(),
            longest_wait: spec.longest_wait().to_std(),
            slow: breaker
                .and_then(|breaker| breaker.slow)
                .map(|slow| slow.to_std()),
        }
    }

    /// How long to wait after that many attempts before the next one; nothing where there is to be
    /// none. `left` is what the call has left of its time, `share` is drawn from `0 .. 1`.
    ///
    /// A wait that the call's time does not suffice for is not begun: whoever waits for the call
    /// hears of its failure now, and not at the deadline.
    pub(super) fn wait_before_next(
        &self,
        made: u32,
        failed: &ErrorClass,
        left: Duration,
        share: f64,
    ) -> Option<Duration> {
        if made >= self.attempts || !failed.retryable {
            return None;
        }
        let jittered = backoff::wait(self.base, self.longest_wait, made, share);
        let wait = match failed.retry_after {
            Some(told) => backoff::wait_as_told(told, jittered),
            None => jittered,
        };
        (wait < left).then_some(wait)
    }

    /// Whether an attempt that its caller's deadline cut off after `took` says that the dependency is
    /// too slow: where it was given half of its time at least, or half of what its caller has for
    /// everything (`whole`); not where the caller had hardly any left.
    ///
    /// Were it never a failure, a dependency that hangs would go unnoticed wherever requests have
    /// less time than its attempts.
    pub(super) fn was_too_slow(&self, took: Duration, whole: Option<Duration>) -> bool {
        let time = whole.map_or(self.attempt, |whole| whole.min(self.attempt));
        let half = time / 2;
        took >= self.slow.map_or(half, |slow| slow.min(half))
    }
}
