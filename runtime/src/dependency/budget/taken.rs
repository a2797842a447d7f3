//! The retries of the last second, and whether there may be one more.

use super::calls;
use crate::clock::Moment;

/// The second is looked at in so many slots.
const SLOTS_PER_SECOND: u64 = 20;
const SLOT_NANOS: u64 = 1_000_000_000 / SLOTS_PER_SECOND;

/// A second that ends within a slot begins within another: one more than fit in, so that none of
/// its retries is missed.
const SLOTS: usize = SLOTS_PER_SECOND as usize + 1;

/// Of what a second may have, a slot may have a tenth; or so many, where that is more.
const SLOTS_TO_EMPTY: u64 = 10;
const LEAST_OF_SLOT: u64 = 10;

/// What was taken when, and the limit that holds in this second.
///
/// It never looks back: a moment before one that it has seen counts as that.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// The number of the slot that is being counted, since the clock began.
    slot: u64,
    counts: [u64; SLOTS],
    /// The second for which `limit` was asked; none before the first.
    second: Option<u64>,
    limit: u64,
}

impl Taken {
    /// Whether there may be one more at `now`, where `limit` tells how many a second in a second.
    pub(super) fn has(&mut self, now: Moment, limit: impl FnOnce(u64) -> u64) -> bool {
        self.move_on(now.as_nanos() / SLOT_NANOS);
        let second = self.second.unwrap_or(0).max(calls::second(now));
        if self.second != Some(second) {
            self.second = Some(second);
            self.limit = limit(second);
        }
        self.used() < self.limit && self.counts[index(self.slot)] < self.limit_of_slot()
    }

    /// Counts one, at the moment that was asked about last.
    pub(super) fn note(&mut self) {
        self.counts[index(self.slot)] += 1;
    }

    /// How many a second may have.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// How many the last second has had, and the rest of the slot in which it began.
    pub(super) fn used(&self) -> u64 {
        self.counts.iter().sum()
    }

    fn limit_of_slot(&self) -> u64 {
        LEAST_OF_SLOT.max(self.limit / SLOTS_TO_EMPTY)
    }

    /// Forgets the slots that have passed out of the last second by the time of `slot`.
    fn move_on(&mut self, slot: u64) {
        let passed = slot.saturating_sub(self.slot).min(SLOTS as u64);
        self.slot = self.slot.max(slot);
        for ago in 0..passed {
            // At most `SLOTS` ago, and never before the first.
            self.counts[index(self.slot.saturating_sub(ago))] = 0;
        }
    }
}

fn index(slot: u64) -> usize {
    usize::try_from(slot % SLOTS as u64).unwrap_or(0)
}
