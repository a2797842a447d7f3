//! How long attempts have taken lately, so that a hedge can start when one takes unusually long.

mod histogram;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

use self::histogram::Histogram;
use crate::clock::Moment;

/// A generation of samples is that long; there are two, so a sample counts for one to two of them.
const GENERATION: Duration = Duration::from_secs(30);

/// The answer is worked out anew so often.
const REFRESH: Duration = Duration::from_millis(100);

/// So many samples have to lie above a percentile before it is told. For `p95` that takes 100
/// samples, for `p99` 500.
const SAMPLES_ABOVE: u64 = 5;

/// One percentile of the attempts' times over the last 30 to 60 seconds.
///
/// What it tells is no less than the exact percentile (by nearest rank) and at most 1/16 more: the
/// samples lie in log-linear buckets, as in HDR histograms, in constant memory (10 KiB). So a hedge
/// never starts earlier than was asked for.
///
/// There is one for each guard that hedges by a percentile, and none for the others.
pub(crate) struct Latencies {
    /// In percent.
    percentile: u8,
    recent: Mutex<Recent>,
    /// The last answer in nanoseconds, [`UNKNOWN`] for none, and when it has to be worked out anew.
    told: AtomicU64,
    until: AtomicU64,
}

const UNKNOWN: u64 = u64::MAX;

/// Two generations, the older one to be dropped next.
struct Recent {
    /// How many generations had passed since the clock began when `young` was begun.
    generation: u64,
    young: Histogram,
    old: Histogram,
}

impl Latencies {
    /// For the percentile `percentile`, from 1 to 99.
    pub(crate) fn new(percentile: u8) -> Self {
        Self {
            percentile,
            recent: Mutex::new(Recent::new()),
            told: AtomicU64::new(UNKNOWN),
            until: AtomicU64::new(0),
        }
    }

    /// Records that an attempt took `took` and ended at `now`.
    ///
    /// To be told of attempts that succeeded, and of those that were given up for their timeout,
    /// which took at least as long; not of failures, for to fail fast is not to be fast.
    pub(crate) fn record(&self, took: Duration, now: Moment) {
        let mut recent = self.recent.lock();
        recent.move_on(now);
        recent.young.record(took);
    }

    /// The percentile at `now`, up to a tenth of a second old; none while there are too few samples
    /// to tell.
    pub(crate) fn percentile(&self, now: Moment) -> Option<Duration> {
        if now.as_nanos() >= self.until.load(Ordering::Acquire) {
            self.refresh(now);
        }
        let told = self.told.load(Ordering::Relaxed);
        (told != UNKNOWN).then(|| Duration::from_nanos(told))
    }

    fn refresh(&self, now: Moment) {
        // Whoever finds somebody at it takes the answer that there is.
        let Some(mut recent) = self.recent.try_lock() else {
            return;
        };
        recent.move_on(now);
        let told = recent.percentile(self.percentile).unwrap_or(UNKNOWN);
        self.told.store(told, Ordering::Relaxed);
        self.until
            .store(now.after(REFRESH).as_nanos(), Ordering::Release);
    }
}

impl Recent {
    fn new() -> Self {
        Self {
            generation: 0,
            young: Histogram::new(),
            old: Histogram::new(),
        }
    }

    fn move_on(&mut self, now: Moment) {
        let generation = u64::try_from(u128::from(now.as_nanos()) / GENERATION.as_nanos());
        let generation = generation.unwrap_or(u64::MAX);
        match generation.saturating_sub(self.generation) {
            0 => return,
            1 => std::mem::swap(&mut self.young, &mut self.old),
            _ => self.old.clear(),
        }
        self.young.clear();
        self.generation = generation;
    }

    /// In nanoseconds.
    fn percentile(&self, percentile: u8) -> Option<u64> {
        let count = self.young.count() + self.old.count();
        let rank = (count * u64::from(percentile)).div_ceil(100);
        if count - rank < SAMPLES_ABOVE {
            return None;
        }
        histogram::value_at(rank, [&self.young, &self.old])
    }
}

impl fmt::Debug for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Latencies")
            .field("percentile", &self.percentile)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
