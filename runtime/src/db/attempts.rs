//! Doing work again that met others, a little later each time.

use std::time::Duration;

use super::budget::Budget;
use crate::clock::Clock;
use crate::random;

/// The wait before the first repetition; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(10);

const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// How often work may be done, and for how long.
pub(super) struct Attempts {
    left: u32,
    wait: Duration,
    budget: Budget,
    /// What is kept of the budget for the last of them to come to its end.
    reserve: Duration,
}

impl Attempts {
    /// That many in all, as long as the budget lasts.
    pub(super) fn new(in_all: u32, budget: Budget) -> Self {
        Self {
            left: in_all.saturating_sub(1),
            wait: FIRST_WAIT,
            reserve: budget.left() / 8,
            budget,
        }
    }

    /// Waits until the work may be done once more; `false` where it may not.
    ///
    /// Those who met each other must not meet again: each waits for a time of its own, somewhere
    /// between nothing and twice the mean.
    pub(super) async fn again(&mut self) -> bool {
        let wait = self.wait.mul_f64(random::jitter(1.0));
        if self.left == 0 || wait + self.reserve >= self.budget.left() {
            return false;
        }
        self.left -= 1;
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
        Clock::system().sleep(wait).await;
        true
    }
}
