//! The breaker once more, by lists of all that ever happened: slow, and easy to believe.

use crate::dependency::breaker::change::{BreakerState, Forced};
use crate::dependency::breaker::window::SLOTS;

/// The policy, in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    pub(super) per_mille: u64,
    pub(super) window: u64,
    pub(super) min: u64,
    pub(super) open: u64,
    pub(super) max_open: u64,
    pub(super) probes: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Naive {
    policy: Policy,
    mode: Mode,
    forced: Option<Forced>,
    /// How often it opened since it was closed.
    openings: u32,
    /// All attempts that ever ended while it was closed this time, with their ticks.
    ended: Vec<(u64, bool)>,
    /// Attempts that were let in since the state last changed, and have not ended.
    counting: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mode {
    Closed,
    OpenUntil(u64),
    /// With the moments at which a probe was let in though none was waited for, or succeeded.
    HalfOpen {
        passed: u32,
        hopes: Vec<u64>,
    },
}

impl Naive {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            policy,
            mode: Mode::Closed,
            forced: None,
            openings: 0,
            ended: Vec::new(),
            counting: Vec::new(),
        }
    }

    fn open_time(&self, openings: u32) -> u64 {
        let mut open = self.policy.open;
        for _ in 0..openings {
            open = (open * 2).min(self.policy.max_open);
        }
        open
    }

    fn patience(&self) -> u64 {
        let openings = self.openings.max(1) - 1;
        self.open_time(openings).max(self.policy.window / 2)
    }

    fn turn(&mut self, mode: Mode) {
        self.mode = mode;
        self.counting.clear();
    }

    fn open(&mut self, at: u64) {
        let until = at + self.open_time(self.openings);
        self.openings += 1;
        self.turn(Mode::OpenUntil(until));
    }

    fn close(&mut self) {
        self.ended.clear();
        self.openings = 0;
        self.turn(Mode::Closed);
    }

    fn settle(&mut self, now: u64) {
        if let Mode::HalfOpen { hopes, .. } = &self.mode
            && let Some(hope) = hopes.last()
            && hope + self.patience() <= now
        {
            self.open(hope + self.patience());
        }
    }

    /// Whether the attempt is let in.
    pub(super) fn admit(&mut self, id: u32, now: u64) -> bool {
        self.settle(now);
        if let Mode::OpenUntil(until) = self.mode
            && self.forced.is_none()
            && until <= now
        {
            self.turn(Mode::HalfOpen {
                passed: 0,
                hopes: Vec::new(),
            });
        }
        let in_flight = self.counting.len();
        let is_let_in = match &mut self.mode {
            Mode::Closed => true,
            Mode::OpenUntil(_) => false,
            Mode::HalfOpen { passed, hopes } => {
                let has_room = *passed as usize + in_flight < self.policy.probes as usize;
                if has_room && hopes.is_empty() {
                    hopes.push(now);
                }
                has_room
            }
        };
        if is_let_in {
            self.counting.push(id);
        }
        is_let_in
    }

    /// Nothing for an attempt that was cancelled.
    pub(super) fn end(&mut self, id: u32, has_failed: Option<bool>, now: u64) {
        if has_failed.is_some() {
            self.settle(now);
        }
        let before = self.counting.len();
        self.counting.retain(|counting| *counting != id);
        let Some(has_failed) = has_failed else {
            return;
        };
        if self.counting.len() == before {
            return;
        }
        let is_alone = self.counting.is_empty();
        match &mut self.mode {
            Mode::Closed => {
                self.ended.push((now / self.tick(), has_failed));
                let (failures, calls) = self.counts(now);
                if self.forced.is_none()
                    && calls >= self.policy.min
                    && failures > 0
                    && failures * 1_000 >= calls * self.policy.per_mille
                {
                    self.open(now);
                }
            }
            Mode::HalfOpen { .. } if has_failed => self.open(now),
            Mode::HalfOpen { passed, hopes } => {
                *passed += 1;
                hopes.push(now);
                if is_alone {
                    hopes.clear();
                }
                if *passed == self.policy.probes {
                    self.close();
                }
            }
            Mode::OpenUntil(_) => {}
        }
    }

    pub(super) fn force(&mut self, forced: Option<Forced>, now: u64) {
        self.settle(now);
        if self.forced == forced {
            return;
        }
        let was = std::mem::replace(&mut self.forced, forced);
        self.openings = 0;
        match forced {
            Some(Forced::Closed) => self.close(),
            Some(Forced::Open) => self.turn(Mode::OpenUntil(u64::MAX)),
            None if was == Some(Forced::Open) => self.turn(Mode::HalfOpen {
                passed: 0,
                hopes: Vec::new(),
            }),
            None => {}
        }
    }

    fn tick(&self) -> u64 {
        self.policy.window / SLOTS as u64
    }

    /// Failures and calls of those that ended within the window, where it is closed.
    pub(super) fn counts(&self, now: u64) -> (u64, u64) {
        let current = now / self.tick();
        let held = |failed: bool| {
            self.ended
                .iter()
                .filter(|(tick, has_failed)| {
                    tick + SLOTS as u64 > current && (*has_failed || !failed)
                })
                .count() as u64
        };
        (held(true), held(false))
    }

    pub(super) fn state(&self, now: u64) -> BreakerState {
        let mut then = self.clone();
        then.settle(now);
        match then.mode {
            Mode::Closed => BreakerState::Closed,
            Mode::OpenUntil(_) => BreakerState::Open,
            Mode::HalfOpen { .. } => BreakerState::HalfOpen,
        }
    }
}
