//! Times in log-linear buckets: each power of two is cut into equal parts.

use std::time::Duration;

/// A power of two is cut into 2^4 parts, so a bucket is a sixteenth of where it begins.
const PART_BITS: u32 = 4;
const PARTS: u64 = 1 << PART_BITS;

/// Times are counted in microseconds; anything from 2^38 of them on (three days) is as long as that.
const LONGEST: u64 = (1 << 38) - 1;

/// Those below [`PARTS`] have a bucket each, and each further power of two has so many of them.
const BUCKETS: usize = index(LONGEST) + 1;

/// How many times were in which bucket.
pub(super) struct Histogram {
    counts: Box<[u32; BUCKETS]>,
    count: u64,
}

impl Histogram {
    pub(super) fn new() -> Self {
        Self {
            counts: Box::new([0; BUCKETS]),
            count: 0,
        }
    }

    pub(super) fn record(&mut self, took: Duration) {
        // Rounded up, as everything here is: what it says later is no less than what was.
        let micros = u64::try_from(took.as_nanos().div_ceil(1_000)).unwrap_or(LONGEST);
        let bucket = &mut self.counts[index(micros.min(LONGEST))];
        if let Some(more) = bucket.checked_add(1) {
            *bucket = more;
            self.count += 1;
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn clear(&mut self) {
        self.counts.fill(0);
        self.count = 0;
    }
}

/// The nanoseconds that the time of rank `rank` (the shortest is 1) of all `histograms` together is
/// no longer than; none where there are not so many times.
pub(super) fn value_at<const N: usize>(rank: u64, histograms: [&Histogram; N]) -> Option<u64> {
    let mut seen = 0;
    (0..BUCKETS)
        .find(|bucket| {
            let counts = histograms.map(|histogram| u64::from(histogram.counts[*bucket]));
            seen += counts.iter().sum::<u64>();
            seen >= rank
        })
        .map(|bucket| last_of(bucket) * 1_000)
}

/// The bucket of so many microseconds.
const fn index(micros: u64) -> usize {
    if micros < PARTS {
        return micros as usize;
    }
    // How often it has to be halved to have one bit more than a part's number.
    let halvings = micros.ilog2() - PART_BITS;
    let part = (micros >> halvings) - PARTS;
    ((halvings as u64 + 1) * PARTS + part) as usize
}

/// The most microseconds that are in a bucket.
const fn last_of(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < PARTS {
        return bucket;
    }
    let halvings = bucket / PARTS - 1;
    ((PARTS + bucket % PARTS + 1) << halvings) - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BUCKETS, LONGEST, index, last_of};

    #[test]
    fn the_buckets_follow_on_each_other_without_a_gap() {
        for bucket in 0..BUCKETS {
            assert_eq!(index(last_of(bucket)), bucket);
            if bucket + 1 < BUCKETS {
                assert_eq!(index(last_of(bucket) + 1), bucket + 1);
            }
        }
        assert_eq!(last_of(BUCKETS - 1), LONGEST);
    }

    proptest! {
        #[test]
        fn a_bucket_is_at_most_a_sixteenth_wide(micros in 0..=LONGEST) {
            let last = last_of(index(micros));
            prop_assert!(micros <= last);
            prop_assert!((last - micros) * 16 <= micros);
        }
    }
}
