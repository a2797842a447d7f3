//! The metrics of one guard: of its calls, and of the breaker that it may share.

use std::fmt;
use std::time::Duration;

use metrics::{Counter, Gauge, Histogram};
use parking_lot::Mutex;

use super::breaker::BreakerState;
use crate::observe::Share;
use crate::observe::catalogue::{
    DEPENDENCY_ATTEMPTS, DEPENDENCY_BREAKER_CHANGES, DEPENDENCY_BREAKER_STATE,
    DEPENDENCY_BUDGET_EXHAUSTED, DEPENDENCY_DURATION, DEPENDENCY_FALLBACKS, DEPENDENCY_HEDGES,
    DEPENDENCY_IN_FLIGHT, DEPENDENCY_REJECTED, DEPENDENCY_RETRIES,
};

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

impl CallOutcome {
    const OF_CALLS: [Self; 6] = [
        Self::Succeeded,
        Self::Refused,
        Self::Failed,
        Self::TimedOut,
        Self::Cancelled,
        Self::Rejected,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
        }
    }
}

/// Why something was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Open,
    Full,
    Deadline,
}

impl Reason {
    const ALL: [Self; 3] = [Self::Open, Self::Full, Self::Deadline];

    fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Full => "full",
            Self::Deadline => "deadline",
        }
    }
}

/// The metrics of one guard's calls, each of which is there from the moment when the guard is made:
/// by the first call at the latest, which may be before anybody records.
pub(super) struct Meters {
    calls: [Histogram; 6],
    attempts: [Counter; 6],
    retries: Counter,
    exhausted: Counter,
    rejected: [Counter; 3],
    in_flight: Gauge,
    fallbacks: Counter,
    hedges: [Counter; 2],
}

impl Meters {
    /// Those of a dependency of that name.
    pub(super) fn of(name: &str) -> Self {
        let in_flight = DEPENDENCY_IN_FLIGHT.early_gauge([name]);
        in_flight.increment(0.0);
        let call =
            |outcome: CallOutcome| DEPENDENCY_DURATION.early_histogram([name, outcome.as_str()]);
        let attempt = |outcome: CallOutcome| match outcome {
            CallOutcome::Rejected => Counter::noop(),
            outcome => DEPENDENCY_ATTEMPTS.early_counter([name, outcome.as_str()]),
        };
        let rejected = |reason: Reason| DEPENDENCY_REJECTED.early_counter([name, reason.as_str()]);
        Self {
            calls: CallOutcome::OF_CALLS.map(call),
            attempts: CallOutcome::OF_CALLS.map(attempt),
            retries: DEPENDENCY_RETRIES.early_counter([name]),
            exhausted: DEPENDENCY_BUDGET_EXHAUSTED.early_counter([name]),
            rejected: Reason::ALL.map(rejected),
            in_flight,
            fallbacks: DEPENDENCY_FALLBACKS.early_counter([name]),
            hedges: ["lost", "won"].map(|outcome| DEPENDENCY_HEDGES.early_counter([name, outcome])),
        }
    }

    /// A call is under way; [`call_ended`](Self::call_ended) follows in any case.
    pub(super) fn call_began(&self) {
        self.in_flight.increment(1.0);
    }

    pub(super) fn call_ended(&self, outcome: CallOutcome, took: Duration) {
        self.in_flight.decrement(1.0);
        self.calls[outcome as usize].record(took.as_secs_f64());
    }

    pub(super) fn attempt_ended(&self, outcome: CallOutcome) {
        self.attempts[outcome as usize].increment(1);
    }

    pub(super) fn retried(&self) {
        self.retries.increment(1);
    }

    /// A retry or a hedge was not made, for there was no budget for it.
    pub(super) fn exhausted(&self) {
        self.exhausted.increment(1);
    }

    /// Something was not sent.
    pub(super) fn rejected(&self, reason: Reason) {
        self.rejected[reason as usize].increment(1);
    }

    /// The call was answered by its fallback.
    pub(super) fn fell_back(&self) {
        self.fallbacks.increment(1);
    }

    /// An attempt beside a slow one was made, and came to an end before that one or not.
    pub(super) fn hedged(&self, has_won: bool) {
        self.hedges[usize::from(has_won)].increment(1);
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meters").finish_non_exhaustive()
    }
}

/// The states of a breaker in the order of their series.
const STATES: [BreakerState; 3] = [
    BreakerState::Closed,
    BreakerState::HalfOpen,
    BreakerState::Open,
];

/// The metrics of a breaker, under the name of those who share it.
pub(super) struct BreakerMeters {
    /// Locked from looking at the breaker until it is shown: who looks last is shown last.
    states: Mutex<[Share; 3]>,
    changes: [Counter; 3],
}

impl BreakerMeters {
    /// Those of one that is closed.
    pub(super) fn of(name: &str) -> Self {
        let state = |state: BreakerState| {
            Share::of(DEPENDENCY_BREAKER_STATE.early_gauge([name, state.as_str()]))
        };
        let change =
            |state: BreakerState| DEPENDENCY_BREAKER_CHANGES.early_counter([name, state.as_str()]);
        let meters = Self {
            states: Mutex::new(STATES.map(state)),
            changes: STATES.map(change),
        };
        meters.show(|| BreakerState::Closed);
        meters
    }

    /// It has changed to `to`, and may have changed again since: `now` looks at it.
    pub(super) fn changed(&self, to: BreakerState, now: impl FnOnce() -> BreakerState) {
        if let Some(place) = STATES.iter().position(|state| *state == to) {
            self.changes[place].increment(1);
        }
        self.show(now);
    }

    fn show(&self, look: impl FnOnce() -> BreakerState) {
        let shares = self.states.lock();
        let now = look();
        for (state, share) in STATES.iter().zip(&*shares) {
            share.set(f64::from(u8::from(*state == now)));
        }
    }
}

impl fmt::Debug for BreakerMeters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreakerMeters").finish_non_exhaustive()
    }
}
