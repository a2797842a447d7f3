//! What attempts came to within a sliding window: a ring of slots, O(1) for each attempt.

use std::time::Duration;

use crate::clock::Moment;

/// Into how many slots a window is cut: it covers between nine tenths of its span and all of it.
pub(super) const SLOTS: usize = 10;

/// How many attempts ended, and how many of them count against the dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) calls: u64,
    pub(super) failures: u64,
}

/// A sliding window over the attempts of one dependency.
///
/// Time is cut into ticks of a tenth of the window; the slots are those of the last ten ticks, and
/// their sum is kept along. A moment before the current tick counts in the current one, so that
/// threads that read the clock before they take the lock disturb nothing.
#[derive(Debug)]
pub(super) struct Window {
    /// Nanoseconds in a tick.
    tick: u64,
    /// The number of the current tick since the clock began.
    current: u64,
    /// When the current tick ends, in nanoseconds since the clock began.
    ends: u64,
    slots: [Counts; SLOTS],
    sum: Counts,
}

impl Window {
    /// An empty window of that span.
    pub(super) fn new(span: Duration) -> Self {
        let tick = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX) / SLOTS as u64;
        let tick = tick.max(1);
        Self {
            tick,
            current: 0,
            ends: tick,
            slots: [Counts::default(); SLOTS],
            sum: Counts::default(),
        }
    }

    /// Counts one attempt that ended at `now`, and gives what the window then holds.
    pub(super) fn add(&mut self, is_failure: bool, now: Moment) -> Counts {
        self.advance(now);
        let slot = &mut self.slots[slot_of(self.current)];
        for counts in [slot, &mut self.sum] {
            counts.calls += 1;
            counts.failures += u64::from(is_failure);
        }
        self.sum
    }

    /// What the window holds at `now`.
    pub(super) fn counts(&self, now: Moment) -> Counts {
        let passed = (now.as_nanos() / self.tick).saturating_sub(self.current);
        let mut sum = self.sum;
        for tick in (1..=SLOTS as u64).take_while(|tick| *tick <= passed) {
            sum = sum.less(self.slots[slot_of(self.current.saturating_add(tick))]);
        }
        sum
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.slots = [Counts::default(); SLOTS];
        self.sum = Counts::default();
    }

    fn advance(&mut self, now: Moment) {
        let now = now.as_nanos();
        if now < self.ends {
            return;
        }
        let tick = now / self.tick;
        if tick - self.current >= SLOTS as u64 {
            self.clear();
        } else {
            for passed in self.current + 1..=tick {
                let slot = &mut self.slots[slot_of(passed)];
                self.sum = self.sum.less(*slot);
                *slot = Counts::default();
            }
        }
        self.current = tick;
        self.ends = tick.saturating_add(1).saturating_mul(self.tick);
    }
}

impl Counts {
    fn less(self, other: Self) -> Self {
        Self {
            calls: self.calls - other.calls,
            failures: self.failures - other.failures,
        }
    }
}

fn slot_of(tick: u64) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "less than the slots")]
    let slot = (tick % SLOTS as u64) as usize;
    slot
}
