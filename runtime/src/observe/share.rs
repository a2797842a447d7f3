//! The part that one of several has in a gauge.

use std::sync::atomic::{AtomicU64, Ordering};

use metrics::Gauge;

/// What one of several has in a gauge that all of them tell: it shows the sum.
///
/// A process may have two runtimes, two pools, the runtime it built and the one of endpoints
/// mounted without it. Were each to set the gauge, it would show whoever came last.
#[derive(Debug)]
pub(crate) struct Share {
    gauge: Gauge,
    /// The bits of what it has.
    has: AtomicU64,
}

impl Share {
    /// A share of nothing so far.
    pub(crate) fn of(gauge: Gauge) -> Self {
        // So that the series is there: a handle alone makes none with some recorders.
        gauge.increment(0.0);
        Self {
            gauge,
            has: AtomicU64::new(0.0_f64.to_bits()),
        }
    }

    /// It has so much now.
    pub(crate) fn set(&self, now: f64) {
        // Whatever the order in which two of these come, what they add up to is the last.
        let before = self.has.swap(now.to_bits(), Ordering::Relaxed);
        self.gauge.increment(now - f64::from_bits(before));
    }
}

/// What is gone has no part any more.
impl Drop for Share {
    fn drop(&mut self) {
        self.set(0.0);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use metrics::atomics::AtomicU64;

    use super::*;

    fn shown(gauge: &AtomicU64) -> f64 {
        f64::from_bits(gauge.load(Ordering::Relaxed))
    }

    #[test]
    fn a_gauge_shows_what_all_have_that_are_left() {
        let gauge = Arc::new(AtomicU64::new(0));
        let share = || Share::of(Gauge::from_arc(Arc::clone(&gauge)));
        let (first, second) = (share(), share());
        first.set(5.0);
        second.set(7.0);
        first.set(2.0);
        assert_eq!(shown(&gauge), 9.0);
        drop(second);
        assert_eq!(shown(&gauge), 2.0);
        drop(first);
        assert_eq!(shown(&gauge), 0.0);
    }

    #[test]
    fn whoever_sets_it_at_once_the_last_stands() {
        let gauge = Arc::new(AtomicU64::new(0));
        let share = Share::of(Gauge::from_arc(Arc::clone(&gauge)));
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let share = &share;
                scope.spawn(move || (0..1_000).for_each(|n| share.set(f64::from(thread * n))));
            }
        });
        share.set(3.0);
        assert_eq!(shown(&gauge), 3.0);
    }
}
