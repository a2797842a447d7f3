//! How a call's time is shared out: attempts, and the waits between them.

use super::{DependencySpec, Retry};
use crate::Duration;

/// The longest that is waited before the first retry, where nothing is said.
const LONGEST_BASE: Duration = Duration::from_secs(1);

/// The longest that is waited before any retry, where nothing is said.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What is waited at least: a retry at once would meet what the attempt before it met.
const LEAST: u64 = 1;

impl DependencySpec {
    /// How often a call is attempted in all: once where it is not repeatable, or where a reason is
    /// given not to retry.
    pub fn attempts(&self) -> u32 {
        match self.retried() {
            Some(retry) => retry.attempts,
            None => 1,
        }
    }

    /// How long one attempt may take: what is said, or else what the longest waits leave of
    /// `timeout`, shared out among all attempts; a millisecond at least.
    pub fn attempt_timeout(&self) -> Duration {
        if let Some(said) = self.attempt {
            return said;
        }
        let left = self.timeout.as_millis();
        let left = left.saturating_sub(self.backoff_sum().as_millis());
        Duration::from_millis((left / u64::from(self.attempts())).max(1))
    }

    /// The longest wait before the first retry: what `base:` says, or else a second, and less where
    /// that is over a tenth of `timeout`, or where the waits would be longer together than what is
    /// left for them.
    pub fn base(&self) -> Duration {
        let Some(retry) = self.retried() else {
            return Duration::ZERO;
        };
        if let Some(said) = retry.base {
            return said;
        }
        let each = self.time_to_wait() / u64::from(self.retries()).max(1);
        let base = LONGEST_BASE.as_millis();
        let base = base.min(self.timeout.as_millis() / 10).min(each);
        let base = base.max(LEAST);
        Duration::from_millis(match retry.max {
            Some(max) => self.base_below(base, max.as_millis()),
            None => base,
        })
    }

    /// The longest wait before any retry: what `max:` says, or else 30 seconds, and less where the
    /// waits would be longer together than what is left for them, which is half of `timeout`, or
    /// what the attempts leave of it where `attempt` says how long these are.
    pub fn longest_wait(&self) -> Duration {
        let Some(retry) = self.retried() else {
            return Duration::ZERO;
        };
        if let Some(said) = retry.max {
            return said;
        }
        let base = self.base();
        let level = level(base.as_millis(), self.retries(), self.time_to_wait());
        Duration::from_millis(level).min(LONGEST_WAIT).max(base)
    }

    /// The longest wait before the retry of that number, from 1: twice as long each time, up to
    /// [`longest_wait`](Self::longest_wait).
    pub fn backoff(&self, retry: u32) -> Duration {
        let longest = self.longest_wait();
        Duration::from_millis(doubled(self.base().as_millis(), retry)).min(longest)
    }

    /// All waits between the attempts of one call, each as long as it can be.
    pub fn backoff_sum(&self) -> Duration {
        let (base, longest) = (self.base().as_millis(), self.longest_wait().as_millis());
        Duration::from_millis(waits(base, longest, self.retries()))
    }

    /// `base` or the half of it, and so on, until all waits up to `max` fit.
    fn base_below(&self, base: u64, max: u64) -> u64 {
        let mut base = base.min(max);
        while base > LEAST && waits(base, max, self.retries()) > self.time_to_wait() {
            base /= 2;
        }
        base
    }

    /// How it is retried; `None` where it is not.
    fn retried(&self) -> Option<Retry> {
        let retry = match &self.retry {
            _ if !self.is_repeatable => return None,
            super::Stated::Unsaid => Retry::DEFAULT,
            super::Stated::Policy(retry) => *retry,
            super::Stated::None { .. } => return None,
        };
        Some(Retry {
            attempts: retry.attempts.clamp(1, Retry::MOST),
            ..retry
        })
    }

    fn retries(&self) -> u32 {
        self.attempts().saturating_sub(1)
    }

    /// What there is of a call's time for waits, where these are not said, in milliseconds.
    fn time_to_wait(&self) -> u64 {
        let timeout = self.timeout.as_millis();
        match self.attempt {
            Some(attempt) => {
                let attempts = attempt.as_millis().saturating_mul(self.attempts().into());
                timeout.saturating_sub(attempts)
            }
            None => timeout / 2,
        }
    }
}

/// The sum of the waits before so many retries.
fn waits(base: u64, longest: u64, retries: u32) -> u64 {
    let waits = (1..=retries).map(|retry| doubled(base, retry).min(longest));
    waits.fold(0, u64::saturating_add)
}

/// `base`, doubled for each retry after the first.
fn doubled(base: u64, retry: u32) -> u64 {
    let times = 1_u64.checked_shl(retry.saturating_sub(1));
    base.saturating_mul(times.unwrap_or(u64::MAX))
}

/// The greatest length at which waits can be cut off so that all of them, which double from `base`,
/// fit into `total`.
fn level(base: u64, waits: u32, total: u64) -> u64 {
    let mut left = total;
    for retry in 1..=waits {
        let wait = doubled(base, retry);
        let rest = u64::from(waits - retry + 1);
        // All that follow are at least as long.
        if wait.saturating_mul(rest) > left {
            return left / rest;
        }
        left -= wait;
    }
    u64::MAX
}
