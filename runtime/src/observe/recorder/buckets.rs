//! A histogram of fixed size: what it counts takes no more memory the more it counts.

use std::sync::atomic::{AtomicU64, Ordering};

use metrics::HistogramFn;

/// Values counted by the first bound that they do not exceed.
#[derive(Debug)]
pub(super) struct Buckets {
    bounds: &'static [f64],
    /// One for each bound, and one for what is beyond them all.
    counts: Box<[AtomicU64]>,
    /// The bits of the sum.
    sum: AtomicU64,
}

impl Buckets {
    pub(super) fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            counts: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicU64::new(0),
        }
    }

    /// Each bound, infinity at last, with how many values are within it; the last count is that of
    /// all values, whatever is counted meanwhile.
    pub(super) fn cumulative(&self) -> impl Iterator<Item = (f64, u64)> {
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        bounds.zip(&self.counts).scan(0, |within, (bound, count)| {
            *within += count.load(Ordering::Relaxed);
            Some((bound, *within))
        })
    }

    pub(super) fn sum(&self) -> f64 {
        f64::from_bits(self.sum.load(Ordering::Relaxed))
    }
}

impl HistogramFn for Buckets {
    fn record(&self, value: f64) {
        // One that is no number, or has no end, would be the sum for ever after; a negative one
        // would let the sum fall, which a scraper takes for a process that has begun anew.
        if !value.is_finite() || value < 0.0 {
            return;
        }
        // Most are small: the first bounds are looked at first.
        let within = self.bounds.iter().position(|bound| value <= *bound);
        let count = self.counts.get(within.unwrap_or(self.bounds.len()));
        if let Some(count) = count {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let add = |sum| Some((f64::from_bits(sum) + value).to_bits());
        let _ = self
            .sum
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_spoil_the_sum_is_not_counted() {
        let buckets = Buckets::new(&[1.0]);
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.001];
        odd.into_iter().for_each(|value| buckets.record(value));
        assert_eq!(buckets.sum(), 0.0);
        assert!(buckets.cumulative().all(|(_, within)| within == 0));
        buckets.record(-0.0);
        assert_eq!(buckets.cumulative().last(), Some((f64::INFINITY, 1)));
    }

    #[test]
    fn a_value_is_counted_within_each_bound_that_it_does_not_exceed() {
        let buckets = Buckets::new(&[0.1, 1.0]);
        for value in [0.1, 0.100_001, 1.0, 7.0, f64::MAX] {
            buckets.record(value);
        }
        let counted: Vec<_> = buckets.cumulative().collect();
        assert_eq!(counted, [(0.1, 1), (1.0, 3), (f64::INFINITY, 5)]);
    }

    #[test]
    fn the_sum_is_that_of_all_values() {
        let buckets = Buckets::new(&[]);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1_000).for_each(|_| buckets.record(0.5)));
            }
        });
        assert_eq!(buckets.sum(), 2_000.0);
        assert_eq!(
            buckets.cumulative().collect::<Vec<_>>(),
            [(f64::INFINITY, 4_000)]
        );
    }
}
