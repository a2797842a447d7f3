//! `concurrency`: how many requests of an endpoint run at once.

use crate::Duration;

/// How many run at once, how many wait, and how long: `64 queue:128 wait:200ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concurrency {
    /// How many run at once, at least 1.
    pub limit: u32,
    /// How many may wait for a permit; 0 where no `queue:` is said.
    pub queue: u32,
    /// How long one waits at most; zero where no `queue:` is said (`queue:` demands `wait:`).
    pub wait: Duration,
}
