//! The terms of a breaker: its policy in numbers, and the spans that follow from it.

use std::time::Duration;

use hardpoint_policy::{BreakerPolicy, Share};

/// What jitter may take off an open time, so that the instances of a service do not probe as one.
const JITTER: f64 = 0.2;

/// A breaker's policy, in bounds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    failures: Share,
    min: u64,
    pub(super) window: Duration,
    pub(super) open: Duration,
    max_open: Duration,
    pub(super) probes: u32,
    slow: Duration,
}

impl Terms {
    /// What `policy` states; at least one attempt and one probe.
    pub(super) fn of(policy: &BreakerPolicy) -> Self {
        Self {
            failures: policy.failures,
            min: policy.min.max(1).into(),
            window: policy.window.to_std(),
            open: policy.open.to_std(),
            max_open: policy.max_open.max(policy.open).to_std(),
            probes: policy.probes.max(1),
            slow: policy.slow.map_or(Duration::MAX, |slow| slow.to_std()),
        }
    }

    /// Whether so many failures among so many attempts open the breaker.
    pub(super) fn trips(&self, failures: u64, calls: u64) -> bool {
        calls >= self.min && self.failures.is_reached(failures, calls)
    }

    /// Whether an attempt that took so long counts as a failure, whatever its outcome.
    pub(super) fn is_slow(&self, took: Duration) -> bool {
        took >= self.slow
    }

    /// How long it stays open after so many openings without a closing between: twice as long each
    /// time up to the most, less a jitter by `share`, drawn from `0 .. 1`.
    pub(super) fn open_time(&self, openings: u32, share: f64) -> Duration {
        self.full_open_time(openings)
            .mul_f64(1.0 - JITTER * share.clamp(0.0, 1.0))
    }

    /// How long probes that are under way may go without one success before they are given up.
    ///
    /// That is the open time, but never less than an attempt may take: a policy's window is at
    /// least twice its attempt timeout.
    pub(super) fn patience(&self, openings: u32) -> Duration {
        self.full_open_time(openings).max(self.window / 2)
    }

    fn full_open_time(&self, openings: u32) -> Duration {
        let factor = 2_u32.saturating_pow(openings);
        self.open.saturating_mul(factor).min(self.max_open)
    }
}
