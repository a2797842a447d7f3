//! How long to wait before the next attempt: exponential, with full jitter.
//!
//! Of the jitters in Marc Brooker's "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015)
//! it is the one that spreads clients the most and costs a dependency the least work: the wait is
//! drawn evenly from nothing up to a ceiling that doubles with each retry.

use std::time::Duration;

/// Parts of one in [`fraction`]: a power of two, so that a share becomes whole parts exactly.
const PARTS: u32 = 1 << 31;

/// How long to wait before retry number `retry` (the first is 1), where `share` was drawn evenly
/// from `0 .. 1`: that share of the [`ceiling`].
///
/// A share outside of `0 ..= 1` counts as the nearer end, one that is no number as nothing.
pub(crate) fn wait(base: Duration, max: Duration, retry: u32, share: f64) -> Duration {
    fraction(ceiling(base, max, retry), share)
}

/// The longest wait before retry number `retry`: `base`, doubled with each retry after the first,
/// and no longer than `max`.
pub(crate) fn ceiling(base: Duration, max: Duration, retry: u32) -> Duration {
    let doublings = retry.saturating_sub(1);
    match 1_u32.checked_shl(doublings) {
        Some(factor) => base.saturating_mul(factor).min(max),
        // Even a nanosecond has to be doubled oftener than that to count as long as `max` may be;
        // by then there were 33 attempts, and `max` is what everybody means.
        None if base.is_zero() => base,
        None => max,
    }
}

/// How long to wait where the dependency has said after what time it may be asked again: that, and
/// the jittered wait on top, so that all who were told the same do not come back at once.
pub(crate) fn wait_as_told(retry_after: Duration, jittered: Duration) -> Duration {
    retry_after.saturating_add(jittered)
}

/// In whole numbers, for `Duration::mul_f64` panics where rounding takes it over the longest span.
fn fraction(span: Duration, share: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between nothing and all parts; what is no number becomes none"
    )]
    let parts = (share.clamp(0.0, 1.0) * f64::from(PARTS)) as u128;
    // At most 2^64 seconds, 2^30 nanoseconds each, and 2^31 parts: 125 bits.
    let nanos = span.as_nanos() * parts / u128::from(PARTS);
    from_nanos(nanos)
}

fn from_nanos(nanos: u128) -> Duration {
    const A_SECOND: u128 = 1_000_000_000;
    let seconds = u64::try_from(nanos / A_SECOND).unwrap_or(u64::MAX);
    let rest = u32::try_from(nanos % A_SECOND).unwrap_or(0);
    Duration::new(seconds, rest)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{ceiling, wait, wait_as_told};

    const BASE: Duration = Duration::from_secs(1);
    const MAX: Duration = Duration::from_secs(30);

    fn any_span() -> impl Strategy<Value = Duration> {
        prop_oneof![
            (any::<u64>(), 0..1_000_000_000_u32).prop_map(|(s, n)| Duration::new(s, n)),
            (0..100_000_u64).prop_map(Duration::from_millis),
            (0..1_000_u64).prop_map(Duration::from_nanos),
            Just(Duration::MAX),
            Just(Duration::ZERO),
        ]
    }

    fn any_share() -> impl Strategy<Value = f64> {
        prop_oneof![0.0..1.0_f64, any::<f64>(), Just(f64::NAN), Just(1.0)]
    }

    #[test]
    fn the_longest_waits_double_up_to_the_greatest() {
        let seconds = [1, 2, 3, 4, 5, 6, 7].map(|retry| ceiling(BASE, MAX, retry).as_secs());
        assert_eq!(seconds, [1, 2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn half_a_share_is_half_the_longest_wait() {
        assert_eq!(wait(BASE, MAX, 3, 0.5), Duration::from_secs(2));
        assert_eq!(wait(BASE, MAX, 3, 0.0), Duration::ZERO);
    }

    #[test]
    fn what_the_dependency_asks_for_is_waited_at_least() {
        let told = Duration::from_secs(3);
        let jittered = Duration::from_millis(40);
        assert_eq!(wait_as_told(told, jittered), Duration::from_millis(3_040));
        assert_eq!(wait_as_told(Duration::MAX, jittered), Duration::MAX);
    }

    #[test]
    fn waits_are_spread_evenly_over_the_whole_span() {
        let shares = (0..1_000_u32).map(|n| f64::from(n) / 1_000.0);
        let waits: Vec<_> = shares.map(|share| wait(BASE, MAX, 2, share)).collect();
        for (quarter, waits) in waits.chunks(250).enumerate() {
            let from = Duration::from_millis(500) * u32::try_from(quarter).unwrap();
            let within = from..from + Duration::from_millis(500);
            assert!(waits.iter().all(|wait| within.contains(wait)), "{quarter}");
        }
    }

    proptest! {
        #[test]
        fn a_wait_is_never_longer_than_the_ceiling_nor_that_than_the_greatest(
            base in any_span(), max in any_span(), retry in any::<u32>(), share in any_share(),
        ) {
            let ceiling = ceiling(base, max, retry);
            prop_assert!(ceiling <= max);
            prop_assert!(wait(base, max, retry, share) <= ceiling);
        }

        #[test]
        fn a_later_retry_never_waits_less_for_the_same_share(
            base in any_span(), max in any_span(), retry in 0..200_u32, share in any_share(),
        ) {
            let (this, next) = (wait(base, max, retry, share), wait(base, max, retry + 1, share));
            prop_assert!(this <= next, "{this:?} {next:?}");
        }

        #[test]
        fn the_share_is_kept_to_a_billionth(
            millis in 1..1_000_000_u64, share in 0.0..1.0_f64,
        ) {
            let span = Duration::from_millis(millis);
            let got = wait(span, span, 1, share).as_secs_f64();
            prop_assert!((got - span.as_secs_f64() * share).abs() <= span.as_secs_f64() * 1e-9 + 1e-9);
        }
    }
}
