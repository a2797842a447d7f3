//! The metrics of one guard.

use std::time::Duration;

use super::breaker::BreakerState;

/// What a call came to, or an attempt at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallOutcome {
    /// It was done.
    Succeeded,
    /// It was answered, by an error that is not the dependency's: a 404, for one.
    Refused,
    /// The dependency has failed.
    Failed,
    /// Its time was over.
    TimedOut,
    /// The caller has given it up, or it has panicked.
    Cancelled,
    /// Nothing was attempted. An attempt never comes to that.
    Rejected,
}

/// Why something was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Open,
    Full,
    Deadline,
}

#[derive(Debug)]
pub(super) struct Meters;

impl Meters {
    pub(super) fn of(_name: &str, _has_breaker: bool) -> Self {
        Self
    }
    pub(super) fn call_began(&self) {}
    pub(super) fn call_ended(&self, _outcome: CallOutcome, _took: Duration) {}
    pub(super) fn attempt_ended(&self, _outcome: CallOutcome) {}
    pub(super) fn retried(&self) {}
    pub(super) fn exhausted(&self) {}
    pub(super) fn rejected(&self, _reason: Reason) {}
    pub(super) fn breaker_changed(&self, _to: BreakerState, _now: impl FnOnce() -> BreakerState) {}
    pub(super) fn fell_back(&self) {}
    pub(super) fn hedged(&self, _has_won: bool) {}
}
