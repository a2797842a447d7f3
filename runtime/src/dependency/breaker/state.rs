//! The states of a breaker and what leads from one to the other: a pure function of what was told
//! it, of the time and of chance.

use std::borrow::Cow;
use std::time::Duration;

use super::change::{BreakerState, Change, Forced, Told, Why};
use super::terms::Terms;
use super::window::Window;
use super::{Open, Outcome};
use crate::clock::Moment;

/// How soon to come again while probes are under way: their verdict is near, but not known.
const SOON: Duration = Duration::from_secs(1);

/// A breaker's memory.
///
/// Each change of state begins a new epoch, and an attempt carries the epoch that let it in: what
/// becomes of it counts in that epoch only. So the result of an attempt that began before the
/// breaker opened says nothing about a dependency that is being probed, and a probe that hangs and
/// was given up can report whenever it likes.
///
/// Half-open always ends. While probes are under way without a success, [`Probing::ends`] runs;
/// past it, they are written off and the breaker is open again. Each success sets it anew, and as
/// many successes as there are probes close the breaker. Where no end runs, nobody has asked since
/// the last success: no probe is under way, and whoever comes next is let in.
#[derive(Debug, Clone)]
pub(super) struct Automaton {
    terms: Terms,
    state: State,
    since: Moment,
    epoch: u64,
    /// How often it has opened since it was closed.
    openings: u32,
    forced: Option<Forced>,
    window: Window,
    last_failure: Option<Cow<'static, str>>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Closed,
    Open { until: Moment },
    HalfOpen(Probing),
}

/// How the probing stands.
#[derive(Debug, Clone, Copy)]
struct Probing {
    passed: u32,
    in_flight: u32,
    /// By when the next success has to come; nothing where none is waited for.
    ends: Option<Moment>,
    /// For how long it opens if this fails, drawn beforehand so that looking at it needs no chance.
    then_open: Duration,
}

/// What an attempt that was let in has to show again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) epoch: u64,
    pub(super) is_probe: bool,
}

impl Automaton {
    /// Closed, and nothing counted yet.
    pub(super) fn new(terms: Terms) -> Self {
        Self {
            terms,
            state: State::Closed,
            since: Moment::default(),
            epoch: 0,
            openings: 0,
            forced: None,
            window: Window::new(terms.window),
            last_failure: None,
        }
    }

    /// The number of the time since the last change of state.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Whether every attempt is let in, none as a probe.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    /// Lets an attempt in, or not. `draw` gives a share from `0 .. 1` for jitter.
    pub(super) fn admit(
        &mut self,
        now: Moment,
        draw: impl FnOnce() -> f64,
    ) -> (Result<Ticket, Open>, Option<Change>) {
        let mut change = self.settle(now);
        if let State::Open { until } = self.state
            && self.forced.is_none()
            && now >= until
        {
            let from = change.map_or(BreakerState::Open, |change| change.from);
            let why = change.map_or(Why::Waited, |change| change.why);
            self.probe(now, draw());
            change = Some(Change {
                from,
                to: BreakerState::HalfOpen,
                why,
            });
        }
        (self.let_in(now), change)
    }

    fn let_in(&mut self, now: Moment) -> Result<Ticket, Open> {
        let retry_after = match &mut self.state {
            State::Closed => {
                return Ok(Ticket {
                    epoch: self.epoch,
                    is_probe: false,
                });
            }
            State::HalfOpen(probing) if probing.passed + probing.in_flight < self.terms.probes => {
                probing.in_flight += 1;
                let patience = self.terms.patience(self.openings.saturating_sub(1));
                probing.ends.get_or_insert_with(|| now.after(patience));
                return Ok(Ticket {
                    epoch: self.epoch,
                    is_probe: true,
                });
            }
            State::HalfOpen(probing) => probing.ends.map_or(SOON, |ends| ends.since(now).min(SOON)),
            State::Open { .. } if self.forced.is_some() => self.terms.open,
            State::Open { until } => until.since(now),
        };
        Err(Open { retry_after })
    }

    /// Takes what became of an attempt; see [`admit`](Self::admit) for `draw`.
    pub(super) fn record(
        &mut self,
        ticket: Ticket,
        outcome: Outcome,
        took: Duration,
        now: Moment,
        draw: impl FnOnce() -> f64,
    ) -> Option<Change> {
        let ended = self.settle(now);
        if ticket.epoch != self.epoch {
            return ended;
        }
        let failure = match outcome {
            Outcome::Failure(kind) => Some(kind),
            Outcome::Success if self.terms.is_slow(took) => Some(Cow::Borrowed("slow")),
            Outcome::Success => None,
        };
        let has_failed = failure.is_some();
        if has_failed {
            self.last_failure = failure;
        }
        match &mut self.state {
            State::Closed => self.count(has_failed, now, draw),
            State::HalfOpen(probing) => {
                probing.in_flight -= 1;
                self.judge(has_failed, now)
            }
            State::Open { .. } => None,
        }
    }

    fn count(
        &mut self,
        has_failed: bool,
        now: Moment,
        draw: impl FnOnce() -> f64,
    ) -> Option<Change> {
        let counts = self.window.add(has_failed, now);
        let (failures, calls) = (counts.failures, counts.calls);
        if self.forced.is_some() || !self.terms.trips(failures, calls) {
            return None;
        }
        let open_time = self.terms.open_time(self.openings, draw());
        Some(self.open(now, open_time, Why::Failures { failures, calls }))
    }

    fn judge(&mut self, has_failed: bool, now: Moment) -> Option<Change> {
        let patience = self.terms.patience(self.openings.saturating_sub(1));
        let State::HalfOpen(probing) = &mut self.state else {
            return None;
        };
        if has_failed {
            let open_time = probing.then_open;
            return Some(self.open(now, open_time, Why::ProbeFailed));
        }
        probing.passed += 1;
        probing.ends = (probing.in_flight > 0).then(|| now.after(patience));
        if probing.passed < self.terms.probes {
            return None;
        }
        self.openings = 0;
        self.window.clear();
        Some(self.turn(State::Closed, now, Why::ProbesPassed))
    }

    /// Takes back the permit of a probe of which nothing will be told: it was cancelled.
    ///
    /// The end of the probing goes on running, for otherwise callers who give up each time would
    /// keep probing a dependency that answers nobody.
    pub(super) fn give_back(&mut self, ticket: Ticket) {
        if let State::HalfOpen(probing) = &mut self.state
            && ticket.epoch == self.epoch
        {
            probing.in_flight -= 1;
        }
    }

    /// Holds it open or closed, or gives it back: one that was held open then asks for probes, one
    /// that was held closed is closed and has counted all the while.
    pub(super) fn force(
        &mut self,
        forced: Option<Forced>,
        now: Moment,
        draw: impl FnOnce() -> f64,
    ) -> Option<Change> {
        let ended = self.settle(now);
        if forced == self.forced {
            return ended;
        }
        let from = ended.map_or(self.state.name(), |change| change.from);
        let was = std::mem::replace(&mut self.forced, forced);
        self.openings = 0;
        match (forced, was) {
            (Some(Forced::Open), _) => {
                self.turn(State::Open { until: now }, now, Why::Forced);
            }
            (Some(Forced::Closed), _) => {
                self.window.clear();
                self.turn(State::Closed, now, Why::Forced);
            }
            (None, Some(Forced::Open)) => self.probe(now, draw()),
            (None, _) => {}
        }
        Some(Change {
            from,
            to: self.state.name(),
            why: forced.map_or(Why::Released, |_| Why::Forced),
        })
    }

    /// What can be seen at `now`. To look changes nothing.
    pub(super) fn told(&self, now: Moment) -> Told {
        let counts = self.window.counts(now);
        let (mut state, mut since) = (self.state, self.since);
        if let Some((ends, then_open)) = self.over(now) {
            since = ends;
            state = State::Open {
                until: ends.after(then_open),
            };
        }
        let (probes_in_flight, probes_passed) = match state {
            State::HalfOpen(probing) => (probing.in_flight, probing.passed),
            State::Closed | State::Open { .. } => (0, 0),
        };
        let retry_after = match state {
            State::Open { until } if self.forced.is_none() => Some(until.since(now)),
            State::Closed | State::Open { .. } | State::HalfOpen(_) => None,
        };
        Told {
            state: state.name(),
            since,
            retry_after,
            failures: counts.failures,
            calls: counts.calls,
            probes_in_flight,
            probes_passed,
            last_failure: self.last_failure.clone(),
            forced: self.forced,
        }
    }

    /// Ends a probing that went on for too long, as of when it did.
    fn settle(&mut self, now: Moment) -> Option<Change> {
        let (ends, then_open) = self.over(now)?;
        Some(self.open(ends, then_open, Why::NoVerdict))
    }

    /// When the probing ended without a verdict, if it did, and for how long it then opened.
    fn over(&self, now: Moment) -> Option<(Moment, Duration)> {
        let State::HalfOpen(probing) = self.state else {
            return None;
        };
        let ends = probing.ends.filter(|ends| *ends <= now)?;
        Some((ends, probing.then_open))
    }

    fn open(&mut self, at: Moment, open_time: Duration, why: Why) -> Change {
        self.openings = self.openings.saturating_add(1);
        let until = at.after(open_time);
        self.turn(State::Open { until }, at, why)
    }

    fn probe(&mut self, now: Moment, share: f64) {
        let probing = Probing {
            passed: 0,
            in_flight: 0,
            ends: None,
            then_open: self.terms.open_time(self.openings, share),
        };
        self.turn(State::HalfOpen(probing), now, Why::Waited);
    }

    fn turn(&mut self, to: State, at: Moment, why: Why) -> Change {
        let from = self.state.name();
        self.state = to;
        self.since = at;
        self.epoch += 1;
        let to = to.name();
        Change { from, to, why }
    }
}

impl State {
    fn name(self) -> BreakerState {
        match self {
            Self::Closed => BreakerState::Closed,
            Self::Open { .. } => BreakerState::Open,
            Self::HalfOpen(_) => BreakerState::HalfOpen,
        }
    }
}

#[cfg(test)]
mod tests;
