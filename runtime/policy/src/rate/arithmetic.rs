//! What a rate means in nanoseconds, for whoever keeps its bucket.

use super::Rate;
use super::text::WINDOWS;
use crate::Duration;

impl Rate {
    /// How long one unit takes to come back, in nanoseconds: window / quota, rounded up.
    ///
    /// Rounded up, so that a bucket never gives more than the text says; what is lost is less
    /// than a nanosecond a unit. It is the emission interval of GCRA (ITU-T I.371's `T`). A
    /// quota of zero, which no text can say, never gives a unit back.
    pub const fn emission_interval_nanos(&self) -> u64 {
        if self.quota == 0 {
            return u64::MAX;
        }
        self.window_nanos().div_ceil(self.quota as u64)
    }

    /// How long an empty bucket takes to fill, in nanoseconds: `burst` emission intervals.
    ///
    /// In GCRA a request passes while the theoretical arrival time, advanced by its cost, lies
    /// no further ahead of now than this.
    pub const fn capacity_nanos(&self) -> u64 {
        self.emission_interval_nanos()
            .saturating_mul(self.burst as u64)
    }

    /// By how much a request advances the theoretical arrival time, in nanoseconds: `cost`
    /// emission intervals.
    pub const fn cost_nanos(&self) -> u64 {
        self.emission_interval_nanos()
            .saturating_mul(self.cost as u64)
    }

    /// The window in nanoseconds.
    pub const fn window_nanos(&self) -> u64 {
        self.window.as_millis().saturating_mul(1_000_000)
    }

    /// The window in whole seconds, at least 1: `w` of the `RateLimit-Policy` header.
    pub const fn window_seconds(&self) -> u64 {
        let seconds = self.window.as_millis().div_ceil(1_000);
        if seconds == 0 { 1 } else { seconds }
    }
}

/// A window with its number and the largest whole unit: `1min`, `10s`.
pub(super) fn window_text(window: Duration) -> String {
    let millis = window.as_millis();
    for (name, seconds) in WINDOWS {
        if millis > 0 && millis.is_multiple_of(seconds * 1_000) {
            return format!("{}{name}", millis / (seconds * 1_000));
        }
    }
    // No text can say it, but a value built by hand can.
    format!("{millis}ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    #[test]
    fn one_comes_back_every_interval() {
        assert_eq!(rate("10/min").emission_interval_nanos(), 6_000_000_000);
        assert_eq!(rate("1000000000/s").emission_interval_nanos(), 1);
        assert_eq!(rate("1/d").emission_interval_nanos(), 86_400_000_000_000);
    }

    #[test]
    fn a_bucket_never_gives_more_than_the_text_says() {
        let rate = rate("7/min");
        assert_eq!(rate.emission_interval_nanos(), 8_571_428_572);
        assert!(rate.capacity_nanos() >= rate.window_nanos());
    }

    #[test]
    fn burst_is_the_capacity_and_cost_the_step() {
        let rate = rate("10/min burst:20 cost:2");
        assert_eq!(rate.capacity_nanos(), 120_000_000_000);
        assert_eq!(rate.cost_nanos(), 12_000_000_000);
        assert_eq!(rate.window_seconds(), 60);
    }

    #[test]
    fn values_built_by_hand_overflow_nothing() {
        let mut rate = Rate::new(0, Duration::from_millis(u64::MAX));
        rate.burst = u32::MAX;
        assert_eq!(rate.capacity_nanos(), u64::MAX);
        assert_eq!(Rate::new(1, Duration::ZERO).window_seconds(), 1);
    }
}
