//! What becomes of requests under an endpoint's idempotency, counted.

use metrics::Counter;

use super::Refusal;
use crate::observe::Place;
use crate::observe::catalogue::IDEMPOTENCY_REQUESTS;

/// One counter for each thing that may become of a request.
#[derive(Debug, Clone)]
pub(crate) struct Meters {
    claimed: Counter,
    replayed: Counter,
    refused: [Counter; 7],
}

/// What the refusals are called, in the order of [`place_of`].
const REFUSALS: [&str; 7] = [
    "missing",
    "invalid",
    "in_flight",
    "mismatch",
    "unknown",
    "full",
    "store_away",
];

fn place_of(refusal: Refusal) -> usize {
    match refusal {
        Refusal::Missing => 0,
        Refusal::Invalid(_) => 1,
        Refusal::InFlight => 2,
        Refusal::Mismatch => 3,
        Refusal::OutcomeUnknown => 4,
        Refusal::Full => 5,
        Refusal::StoreAway => 6,
    }
}

impl Meters {
    /// Those of an endpoint of which nobody has said where it is.
    pub(super) fn none() -> Self {
        Self {
            claimed: Counter::noop(),
            replayed: Counter::noop(),
            refused: [const { Counter::noop() }; 7],
        }
    }

    pub(super) fn of(Place { endpoint, route }: &Place) -> Self {
        let of = |outcome| IDEMPOTENCY_REQUESTS.counter([endpoint, route, outcome]);
        Self {
            claimed: of("claimed"),
            replayed: of("replayed"),
            refused: REFUSALS.map(of),
        }
    }

    /// It runs, and nothing else does under its key.
    pub(super) fn claimed(&self) {
        self.claimed.increment(1);
    }

    /// It was given the answer of another.
    pub(super) fn replayed(&self) {
        self.replayed.increment(1);
    }

    /// It does not run.
    pub(super) fn refused(&self, refusal: Refusal) {
        self.refused[place_of(refusal)].increment(1);
    }
}
