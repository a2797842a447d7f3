//! The metrics of one guard.

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
    Success,
    /// It was answered, by an error that is not the dependency's: a 404, for one.
    Answer,
    /// The dependency has failed.
    Failure,
    /// Its time was over.
    Timeout,
    /// The caller has given it up, or it has panicked.
    Cancelled,
    /// Nothing was attempted. An attempt never comes to that.
    Rejected,
}

impl CallOutcome {
    const OF_CALLS: [Self; 6] = [
        Self::Success,
        Self::Answer,
        Self::Failure,
        Self::Timeout,
        Self::Cancelled,
        Self::Rejected,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Success => "succeeded",
            Self::Answer => "refused",
            Self::Failure => "failed",
            Self::Timeout => "timed_out",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
        }
    }
}

/// Why something was not sent.
const REASONS: [&str; 3] = ["open", "full", "deadline"];

/// What came of an attempt beside a slow one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HedgeOutcome {
    /// It was the first to succeed.
    Won,
    /// It was not.
    Lost,
}

impl HedgeOutcome {
    pub(super) fn of(has_won: bool) -> Self {
        if has_won { Self::Won } else { Self::Lost }
    }
}

/// The states of a breaker in the order of their series.
const STATES: [BreakerState; 3] = [
    BreakerState::Closed,
    BreakerState::HalfOpen,
    BreakerState::Open,
];

/// The metrics of one guard, each of which is there from the moment when the guard is made: by the
/// first call at the latest, which may be before anybody records.
pub(super) struct Meters {
    calls: [Histogram; 6],
    attempts: [Counter; 6],
    retries: Counter,
    exhausted: Counter,
    rejected: [Counter; 3],
    /// Locked from looking at the breaker until it is shown: who looks last is shown last.
    states: Mutex<[Share; 3]>,
    changes: [Counter; 3],
    in_flight: Gauge,
    fallbacks: Counter,
    hedges: [Counter; 2],
}

impl Meters {
    /// Those of a guard of that name; `has_breaker` where there is a state to show.
    pub(super) fn of(name: &str, has_breaker: bool) -> Self {
        let in_flight = DEPENDENCY_IN_FLIGHT.early_gauge([name]);
        in_flight.increment(0.0);
        let attempts = |outcome: CallOutcome| match outcome {
            CallOutcome::Rejected => Counter::noop(),
            outcome => DEPENDENCY_ATTEMPTS.early_counter([name, outcome.as_str()]),
        };
        let meters = Self {
            calls: CallOutcome::OF_CALLS
                .map(|outcome| DEPENDENCY_DURATION.early_histogram([name, outcome.as_str()])),
            attempts: CallOutcome::OF_CALLS.map(attempts),
            retries: DEPENDENCY_RETRIES.early_counter([name]),
            exhausted: DEPENDENCY_BUDGET_EXHAUSTED.early_counter([name]),
            rejected: REASONS.map(|reason| DEPENDENCY_REJECTED.early_counter([name, reason])),
            states: Mutex::new(STATES.map(|state| match has_breaker {
                true => Share::of(DEPENDENCY_BREAKER_STATE.early_gauge([name, state.as_str()])),
                false => Share::of(Gauge::noop()),
            })),
            changes: STATES.map(|state| match has_breaker {
                true => DEPENDENCY_BREAKER_CHANGES.early_counter([name, state.as_str()]),
                false => Counter::noop(),
            }),
            in_flight,
            fallbacks: DEPENDENCY_FALLBACKS.early_counter([name]),
            hedges: ["won", "lost"].map(|outcome| DEPENDENCY_HEDGES.early_counter([name, outcome])),
        };
        meters.show(|| BreakerState::Closed);
        meters
    }
}

impl Meters {
    /// A call is under way; [`ended`](Self::ended) follows in any case.
    pub(super) fn began(&self) {
        self.in_flight.increment(1.0);
    }

    pub(super) fn ended(&self, outcome: CallOutcome, took: Duration) {
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
    pub(super) fn budget_exhausted(&self) {
        self.exhausted.increment(1);
    }

    /// Something was not sent, for one of the [`REASONS`].
    pub(super) fn rejected(&self, reason: &str) {
        if let Some(place) = REASONS.iter().position(|known| *known == reason) {
            self.rejected[place].increment(1);
        }
    }

    /// The breaker has changed to `to`, and may have changed again since: `now` looks at it.
    pub(super) fn breaker_changed(&self, to: BreakerState, now: impl FnOnce() -> BreakerState) {
        if let Some(place) = STATES.iter().position(|state| *state == to) {
            self.changes[place].increment(1);
        }
        self.show(now);
    }

    /// The call was answered by its fallback.
    pub(super) fn fell_back(&self) {
        self.fallbacks.increment(1);
    }

    /// An attempt beside a slow one was made, and this came of it.
    pub(super) fn hedged(&self, outcome: HedgeOutcome) {
        self.hedges[outcome as usize].increment(1);
    }

    fn show(&self, look: impl FnOnce() -> BreakerState) {
        let shares = self.states.lock();
        let now = look();
        for (state, share) in STATES.iter().zip(&*shares) {
            share.set(f64::from(u8::from(*state == now)));
        }
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meters").finish_non_exhaustive()
    }
}
