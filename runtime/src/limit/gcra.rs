//! The arithmetic of a rate limit: GCRA, pure functions of one stored moment and the time.
//!
//! The generic cell rate algorithm (ITU-T I.371, annex A: "virtual scheduling"; the leaky bucket
//! as a meter) keeps one moment per key: when the bucket will be full again. A request moves it on
//! by what the request costs, if that leaves it no further ahead than an empty bucket is. So
//! nothing has to tick, a full bucket is the same as no entry at all, and a denied request changes
//! nothing.
//!
//! All spans are nanoseconds in `u64`, all sums are checked or saturate.

use hardpoint_policy::Rate;

/// No bucket takes longer than that to fill (292 years), so that sums with the time do not
/// overflow. A bucket that would is held smaller, never larger.
const LONGEST_FILL: u64 = u64::MAX / 2;

/// One limit, in the terms of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gcra {
    /// After how long one unit is back.
    interval: u64,
    /// After how long an empty bucket is full.
    fill: u64,
    /// How far one request sets the bucket back.
    price: u64,
}

/// What is left in a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level {
    /// How many whole units are there now.
    pub(crate) remaining: u64,
    /// How long until there is one more; zero for a full bucket.
    pub(crate) until_more: u64,
}

impl Gcra {
    /// The limit that `rate` states.
    pub(crate) fn of(rate: &Rate) -> Self {
        Self {
            interval: rate.emission_interval_nanos().max(1),
            fill: rate.capacity_nanos().min(LONGEST_FILL),
            price: rate.cost_nanos(),
        }
    }

    /// After how long an empty bucket is full.
    pub(crate) fn fill(&self) -> u64 {
        self.fill
    }

    /// How far one request sets the bucket back.
    pub(crate) fn price(&self) -> u64 {
        self.price
    }

    /// Takes one request's price at `now` from the bucket that is full again at `full_at`.
    ///
    /// Gives when the bucket will then be full, or else how long until a request could pass. A
    /// request that costs more than the bucket holds never passes, whatever the wait says.
    pub(crate) fn take(&self, full_at: u64, now: u64) -> Result<u64, u64> {
        let ahead = full_at.saturating_sub(now).saturating_add(self.price);
        match ahead.checked_sub(self.fill) {
            None | Some(0) => now.checked_add(ahead).ok_or(ahead),
            Some(over) => Err(over),
        }
    }

    /// What is in the bucket at `now`, if it is full again at `full_at`.
    pub(crate) fn level(&self, full_at: u64, now: u64) -> Level {
        let missing = full_at.saturating_sub(now);
        let remaining = self.fill.saturating_sub(missing) / self.interval;
        let next = remaining.saturating_add(1).saturating_mul(self.interval);
        // With one more unit there, the bucket is that far from full.
        let missing_then = self.fill.saturating_sub(next);
        Level {
            remaining,
            until_more: missing.saturating_sub(missing_then),
        }
    }
}

#[cfg(test)]
mod tests {
    use hardpoint_policy::{Duration, Mode, OnOutage, RateKey};
    use proptest::prelude::*;

    use super::*;

    const SECOND: u64 = 1_000_000_000;

    /// A bucket of `burst` units, of which `quota` come back in `window` milliseconds; a request
    /// takes `cost`.
    fn gcra(quota: u32, window: u64, burst: u32, cost: u32) -> Gcra {
        Gcra::of(&Rate {
            quota,
            window: Duration::from_millis(window),
            key: RateKey::Global,
            burst,
            cost,
            on_outage: OnOutage::Local,
            mode: Mode::Enforce,
        })
    }

    /// The textbook's bucket: a level that a tick of one nanosecond raises by one.
    struct Bucket {
        level: u128,
        size: u128,
        at: u64,
    }

    impl Bucket {
        fn full(gcra: &Gcra) -> Self {
            Self {
                level: u128::from(gcra.fill),
                size: u128::from(gcra.fill),
                at: 0,
            }
        }

        fn take(&mut self, price: u64, now: u64) -> bool {
            self.level = (self.level + u128::from(now - self.at)).min(self.size);
            self.at = now;
            let passes = self.level >= u128::from(price);
            if passes {
                self.level -= u128::from(price);
            }
            passes
        }
    }

    fn limits() -> impl Strategy<Value = (u32, u64, u32, u32)> {
        (1..2_000_u32, 1..100_000_u64, 1..500_u32, 1..8_u32)
    }

    fn steps() -> impl Strategy<Value = Vec<u64>> {
        // Mostly bursts, now and then a pause.
        let step = prop_oneof![
            4 => Just(0),
            4 => 0..SECOND / 100,
            1 => 0..100 * SECOND,
        ];
        prop::collection::vec(step, 1..300)
    }

    proptest! {
        #[test]
        fn it_decides_as_a_token_bucket_does((quota, window, burst, cost) in limits(), steps in steps()) {
            let gcra = gcra(quota, window, burst, cost);
            let mut bucket = Bucket::full(&gcra);
            let (mut full_at, mut now) = (0, 0);
            for step in steps {
                now += step;
                let taken = gcra.take(full_at, now);
                prop_assert_eq!(taken.is_ok(), bucket.take(gcra.price, now));
                full_at = taken.unwrap_or(full_at);
                let level = gcra.level(full_at, now);
                prop_assert_eq!(u128::from(level.remaining), bucket.level / u128::from(gcra.interval));
            }
        }

        #[test]
        fn no_window_admits_more_than_the_bucket_and_what_came_back(
            (quota, window, burst, cost) in limits(),
            steps in steps(),
        ) {
            let gcra = gcra(quota, window, burst, cost);
            let (mut full_at, mut now) = (0, 0);
            let mut admitted = Vec::new();
            for step in steps {
                now += step;
                if let Ok(then) = gcra.take(full_at, now) {
                    full_at = then;
                    admitted.push(now);
                }
            }
            for (first, start) in admitted.iter().enumerate() {
                for (last, end) in admitted.iter().enumerate().skip(first) {
                    let taken = (last - first + 1) as u128 * u128::from(cost);
                    let back = u128::from(end - start) * u128::from(quota)
                        / u128::from(window * 1_000_000);
                    prop_assert!(taken <= u128::from(burst) + back);
                }
            }
        }

        #[test]
        fn a_denied_request_passes_after_its_wait_and_not_before(
            (quota, window, burst, cost) in limits(),
            now in 0..SECOND,
            ahead in 0..u64::MAX / 4,
        ) {
            let gcra = gcra(quota, window, burst, cost.min(burst));
            let full_at = now + ahead;
            if let Err(wait) = gcra.take(full_at, now) {
                prop_assert!(wait > 0);
                prop_assert!(gcra.take(full_at, now + wait).is_ok());
                prop_assert!(gcra.take(full_at, now + wait - 1).is_err());
            }
        }

        #[test]
        fn one_more_unit_is_there_after_until_more_and_not_before(
            (quota, window, burst, cost) in limits(),
            now in 0..SECOND,
            missing in 0..1_000 * SECOND,
        ) {
            let gcra = gcra(quota, window, burst, cost);
            let full_at = now + missing.min(gcra.fill);
            let level = gcra.level(full_at, now);
            if level.until_more == 0 {
                prop_assert_eq!(level.remaining, u64::from(burst));
            } else {
                let then = now + level.until_more;
                prop_assert_eq!(gcra.level(full_at, then).remaining, level.remaining + 1);
                prop_assert_eq!(gcra.level(full_at, then - 1).remaining, level.remaining);
            }
        }

        #[test]
        fn time_that_goes_backwards_gives_nothing_away(
            (quota, window, burst, cost) in limits(),
            moments in prop::collection::vec(0..10 * SECOND, 1..300),
        ) {
            let gcra = gcra(quota, window, burst, cost);
            let latest = moments.iter().copied().max().unwrap_or(0);
            let mut full_at = 0;
            let mut taken = 0;
            for now in moments {
                let before = full_at;
                if let Ok(then) = gcra.take(full_at, now) {
                    full_at = then;
                    taken += u128::from(cost);
                }
                prop_assert!(full_at >= before);
            }
            let back = u128::from(latest) / u128::from(gcra.interval);
            prop_assert!(taken <= u128::from(burst) + back);
        }

        #[test]
        fn nothing_overflows(
            quota in any::<u32>(), window in any::<u64>(), burst in any::<u32>(), cost in any::<u32>(),
            full_at in any::<u64>(), now in any::<u64>(),
        ) {
            let gcra = gcra(quota, window, burst, cost);
            if let Ok(then) = gcra.take(full_at, now) {
                prop_assert!(then >= now && then - now <= gcra.fill);
            }
            let level = gcra.level(full_at, now);
            prop_assert!(level.remaining <= gcra.fill / gcra.interval);
        }
    }

    #[test]
    fn ten_a_minute_is_a_bucket_of_ten_and_one_back_each_six_seconds() {
        let gcra = gcra(10, 60_000, 10, 1);
        let mut full_at = 0;
        for left in (0..10).rev() {
            full_at = gcra.take(full_at, 0).unwrap();
            assert_eq!(gcra.level(full_at, 0).remaining, left);
        }
        assert_eq!(gcra.take(full_at, 0), Err(6 * SECOND));
        assert_eq!(gcra.take(full_at, 6 * SECOND - 1), Err(1));
        assert!(gcra.take(full_at, 6 * SECOND).is_ok());
    }

    #[test]
    fn a_burst_changes_the_bucket_and_a_cost_weighs() {
        let gcra = gcra(10, 60_000, 20, 4);
        let mut full_at = 0;
        let mut passed = 0;
        while let Ok(then) = gcra.take(full_at, 0) {
            full_at = then;
            passed += 1;
        }
        assert_eq!(passed, 5);
        assert_eq!(gcra.take(full_at, 0), Err(24 * SECOND));
    }

    #[test]
    fn a_request_that_costs_more_than_the_bucket_never_passes() {
        let gcra = gcra(10, 60_000, 10, 11);
        for now in [0, SECOND, 1_000_000 * SECOND] {
            assert!(gcra.take(0, now).is_err());
        }
    }

    #[test]
    fn a_bucket_that_takes_centuries_to_fill_is_smaller_not_endless() {
        let gcra = gcra(1, 86_400_000_000, u32::MAX, 1);
        let mut full_at = 0;
        let mut passed = 0;
        while let Ok(then) = gcra.take(full_at, 0) {
            full_at = then;
            passed += 1;
        }
        assert_eq!(passed, LONGEST_FILL / gcra.interval);
    }
}
