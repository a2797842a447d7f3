//! When a job is due, as functions of the wall time.
//!
//! Periods are counted from 1970, so that all instances know the same ones, and a service that is
//! deployed more often than a job is due runs it all the same.

use std::time::Duration;

use hardpoint_policy::JobSpec;

/// When a job is due. Moments are spans since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Schedule {
    every: Duration,
    jitter: Duration,
}

impl Schedule {
    pub(super) fn of(spec: &JobSpec) -> Self {
        Self {
            every: spec.every.get().to_std(),
            jitter: spec.jitter.to_std(),
        }
    }

    /// When the period began that `now` is in.
    pub(super) fn period(self, now: Duration) -> Duration {
        let into = now.as_nanos() % self.every.as_nanos().max(1);
        now.saturating_sub(nanos(into))
    }

    /// When the next period begins, after the one that began at `last`, if there was one. What lies
    /// before `now` is not made up for; a clock that was set back a little repeats nothing.
    pub(super) fn next(self, now: Duration, last: Option<Duration>) -> Duration {
        let next = self.period(now) + self.every;
        match last {
            Some(last) if last >= next && last < next + self.every => last + self.every,
            _ => next,
        }
    }

    /// How many periods have begun after the one that began at `first`, up to that of `last`.
    pub(super) fn count(self, first: Duration, last: Duration) -> u64 {
        let periods = last.saturating_sub(first).as_nanos() / self.every.as_nanos().max(1);
        u64::try_from(periods).unwrap_or(u64::MAX)
    }

    /// How much later than due a run begins, by a number from 0 to 1.
    pub(super) fn delay(self, drawn: f64) -> Duration {
        self.jitter.mul_f64(drawn.clamp(0.0, 1.0))
    }
}

fn nanos(count: u128) -> Duration {
    Duration::from_nanos(u64::try_from(count).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn hourly() -> Schedule {
        Schedule {
            every: HOUR,
            jitter: HOUR / 4,
        }
    }

    fn at(hours: u64, minutes: u64) -> Duration {
        Duration::from_secs(hours * 3_600 + minutes * 60)
    }

    #[test]
    fn what_is_due_every_hour_is_due_at_the_hour() {
        assert_eq!(hourly().next(at(10, 20), None), at(11, 0));
        assert_eq!(hourly().next(at(11, 0), None), at(12, 0));
        assert_eq!(hourly().period(at(10, 59)), at(10, 0));
    }

    #[test]
    fn what_was_missed_is_skipped_and_not_made_up_for() {
        assert_eq!(hourly().next(at(15, 30), Some(at(11, 0))), at(16, 0));
        assert_eq!(hourly().count(at(11, 0), at(15, 0)), 4);
        assert_eq!(hourly().count(at(11, 0), at(11, 0)), 0);
    }

    #[test]
    fn a_clock_that_is_set_back_a_little_repeats_nothing_and_one_that_is_set_back_far_is_believed()
    {
        assert_eq!(hourly().next(at(10, 59), Some(at(11, 0))), at(12, 0));
        assert_eq!(hourly().next(at(3, 0), Some(at(11, 0))), at(4, 0));
    }

    #[test]
    fn a_delay_is_at_most_the_jitter() {
        assert_eq!(hourly().delay(0.0), Duration::ZERO);
        assert_eq!(hourly().delay(1.0), HOUR / 4);
        assert_eq!(hourly().delay(7.0), HOUR / 4);
    }

    proptest! {
        #[test]
        fn the_next_period_is_ahead_and_at_most_two_away(
            every in 1_000_u64..1_000_000_000, now in 0_u64..4_000_000_000_000, last in any::<Option<u32>>(),
        ) {
            let schedule = Schedule { every: Duration::from_millis(every), jitter: Duration::ZERO };
            let now = Duration::from_millis(now);
            let last = last.map(|last| schedule.period(Duration::from_secs(last.into())));
            let next = schedule.next(now, last);
            prop_assert!(next > now && next <= now + 2 * schedule.every);
            prop_assert_eq!(schedule.period(next), next);
            prop_assert_ne!(Some(next), last);
        }
    }
}
