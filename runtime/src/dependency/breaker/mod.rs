//! A circuit breaker: attempts at a dependency that fails are refused at once, and a few of them
//! find out when it is back.
//!
//! It counts the attempts within a sliding window and opens where too many of them failed or were
//! slow. After its open time, which grows from opening to opening, it lets a bounded number of
//! attempts in as probes: once they have all succeeded it closes, one failure opens it again.

mod change;
mod state;
mod terms;
mod window;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hardpoint_policy::BreakerPolicy;
use parking_lot::Mutex;

pub(crate) use self::change::{BreakerState, Change, Forced, Told, Why};
use self::state::{Automaton, Ticket};
use self::terms::Terms;
use crate::clock::Moment;
use crate::random;

/// The breaker of one dependency, shared by all who call it.
///
/// While it is closed, to be let in is to read one word, and to record is one short lock.
#[derive(Debug)]
pub(crate) struct Breaker {
    /// The automaton's epoch, and in the lowest bit whether it is closed: written under the lock.
    gate: AtomicU64,
    automaton: Mutex<Automaton>,
}

/// In [`Breaker::gate`]: every attempt is let in.
const CLOSED: u64 = 1;

/// What became of an attempt, as far as the dependency is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what it was asked, or refused for a reason that lies with the caller.
    Success,
    /// It failed, and how: a kind of low cardinality.
    Failure(Cow<'static, str>),
}

/// Attempts are not let in now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Open {
    /// How long until one may be.
    pub(crate) retry_after: Duration,
}

/// An attempt that was let in. Dropped without [`record`](Self::record), by cancellation or panic,
/// it counts as nothing, and if it was a probe, another may take its place.
#[derive(Debug)]
#[must_use = "what is dropped without a record counts as nothing"]
pub(crate) struct Admission<'a> {
    breaker: &'a Breaker,
    ticket: Ticket,
}

impl Breaker {
    /// A breaker that is closed.
    pub(crate) fn new(policy: &BreakerPolicy) -> Self {
        let automaton = Automaton::new(Terms::of(policy));
        Self {
            gate: AtomicU64::new(gate_of(&automaton)),
            automaton: Mutex::new(automaton),
        }
    }

    /// Lets an attempt in, or says how long until it may; and tells if that changed the state.
    #[inline]
    pub(crate) fn admit(&self, now: Moment) -> (Result<Admission<'_>, Open>, Option<Change>) {
        let gate = self.gate.load(Ordering::Acquire);
        if gate & CLOSED == 0 {
            return self.admit_by_lock(now);
        }
        let ticket = Ticket {
            epoch: gate >> 1,
            is_probe: false,
        };
        (Ok(self.admission(ticket)), None)
    }

    /// Kept out of the closed path.
    fn admit_by_lock(&self, now: Moment) -> (Result<Admission<'_>, Open>, Option<Change>) {
        let (ticket, change) = self.change(|automaton| automaton.admit(now, random::share));
        (ticket.map(|ticket| self.admission(ticket)), change)
    }

    /// Holds it open or closed, whatever is counted, or with nothing lets it go by that again.
    pub(crate) fn force(&self, forced: Option<Forced>, now: Moment) -> Option<Change> {
        self.change(|automaton| automaton.force(forced, now, random::share))
    }

    /// What can be seen of it at `now`.
    pub(crate) fn told(&self, now: Moment) -> Told {
        self.automaton.lock().told(now)
    }

    fn admission(&self, ticket: Ticket) -> Admission<'_> {
        Admission {
            breaker: self,
            ticket,
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Automaton) -> T) -> T {
        let mut automaton = self.automaton.lock();
        let before = automaton.epoch();
        let result = change(&mut automaton);
        if automaton.epoch() != before {
            self.gate.store(gate_of(&automaton), Ordering::Release);
        }
        result
    }
}

fn gate_of(automaton: &Automaton) -> u64 {
    automaton.epoch() << 1 | u64::from(automaton.is_closed())
}

impl Admission<'_> {
    /// Whether it is one of the few that find out if the dependency is back.
    pub(crate) fn is_probe(&self) -> bool {
        self.ticket.is_probe
    }

    /// Tells what became of the attempt, how long it took and when it ended; and gives the change
    /// of state where that made one.
    pub(crate) fn record(
        mut self,
        outcome: Outcome,
        took: Duration,
        now: Moment,
    ) -> Option<Change> {
        let ticket = self.ticket;
        // The permit goes back with the record.
        self.ticket.is_probe = false;
        self.breaker
            .change(|automaton| automaton.record(ticket, outcome, took, now, random::share))
    }
}

impl Drop for Admission<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.ticket.is_probe {
            self.breaker
                .change(|automaton| automaton.give_back(self.ticket));
        }
    }
}
#[cfg(test)]
mod tests;
