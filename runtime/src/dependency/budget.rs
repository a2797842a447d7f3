//! How many retries all calls together may make, so that retrying never becomes the load.

mod calls;
mod taken;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use parking_lot::Mutex;

use self::calls::Calls;
use self::taken::Taken;
use crate::clock::Moment;

/// Every so many calls pay for one retry: 20 %.
const CALLS_PER_RETRY: u64 = 5;

/// So many retries a second are let through however few the calls are.
const FLOOR: u64 = 10;

/// How many retries and hedges all calls together may make: 20 % of the calls, or 10 a second
/// where that is more.
///
/// An attempt that fails is worth another one as long as few fail. When a dependency is down, every
/// call would make three attempts of one, and the retries would keep it down ("Addressing Cascading
/// Failures", *Site Reliability Engineering*, ch. 22). So retries are paid for by calls, as in
/// Finagle and Linkerd.
///
/// **The bound.** In no span of one second, wherever it begins, are more than
/// `max(10, 20 % of the calls a second)` taken, where the calls a second are the mean of the ten
/// whole seconds before. It is a rate, not a purse: what was not used for ten seconds cannot be
/// spent in one. Within the second it is evened out as well: no twentieth of a second gets more
/// than a tenth of it, or 10.
///
/// The 10 are not added to the 20 %, or no load could be kept to 1.2 times the normal one. From 50
/// calls a second on, the 20 % are the greater, and calls and retries together stay within 1.2
/// times the calls. Below, up to 10 retries a second come on top: with 5 calls a second every call
/// may be tried three times.
///
/// A clone is the same budget. All guards of a process share [one](Self::process), and each has a
/// [part](Self::part) of it, so that the calls of one dependency do not pay for a storm of retries
/// on another.
///
/// ```
/// use hardpoint::Clock;
/// use hardpoint::dependency::RetryBudget;
///
/// let budget = RetryBudget::new();
/// let now = Clock::system().now();
/// let taken = (0..100).filter(|_| budget.take(now)).count();
/// assert_eq!(taken, 10);
/// ```
#[derive(Debug, Clone)]
pub struct RetryBudget(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    calls: Calls,
    taken: Mutex<Taken>,
    denied: AtomicU64,
    whole: Option<RetryBudget>,
}

/// What a [`RetryBudget`] has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryBudgetState {
    /// How many retries it lets through in a second, now.
    pub limit: u64,
    /// How many it has let through in the last second, counted up to a twentieth of one longer.
    pub used: u64,
    /// How many it has refused since it began.
    pub denied: u64,
}

/// The budget of this process.
static PROCESS: LazyLock<RetryBudget> = LazyLock::new(RetryBudget::new);

impl RetryBudget {
    /// A budget that shares with nobody.
    pub fn new() -> Self {
        Self::within(None)
    }

    /// The budget of this process, on the system's clock.
    pub fn process() -> Self {
        PROCESS.clone()
    }

    /// A budget for some of the calls that this one is for: its calls pay for its retries alone, and
    /// a retry needs to be within both.
    ///
    /// ```
    /// use hardpoint::Clock;
    /// use hardpoint::dependency::RetryBudget;
    ///
    /// let process = RetryBudget::new();
    /// let (inventory, payments) = (process.part(), process.part());
    /// let now = Clock::system().now();
    /// let taken = (0..8).filter(|_| inventory.take(now)).count();
    /// assert_eq!(taken, 8);
    /// let taken = (0..8).filter(|_| payments.take(now)).count();
    /// assert_eq!(taken, 2, "ten a second in all");
    /// ```
    #[must_use]
    pub fn part(&self) -> Self {
        Self::within(Some(self.clone()))
    }

    fn within(whole: Option<Self>) -> Self {
        Self(Arc::new(Inner {
            calls: Calls::default(),
            taken: Mutex::default(),
            denied: AtomicU64::new(0),
            whole,
        }))
    }

    /// Notes that a call makes its first attempt at `now`. A call that is turned away before it
    /// (by an open breaker, by a full bulkhead) is no load, and pays for nothing.
    #[inline]
    pub fn note_call(&self, now: Moment) {
        let mut budget = Some(self);
        while let Some(Self(inner)) = budget {
            inner.calls.note(now);
            budget = inner.whole.as_ref();
        }
    }

    /// Takes one retry or hedge, to be made at `now`; false where there is none to take.
    ///
    /// To be asked when the attempt would start, not before the wait for it: only then does the
    /// bound hold for what arrives at the dependency.
    #[must_use]
    pub fn take(&self, now: Moment) -> bool {
        let mut taken = self.0.taken.lock();
        let has = taken.has(now, |second| self.0.limit(second));
        // A part is always locked before the whole, so no two can wait for each other.
        let granted = has && self.0.whole.as_ref().is_none_or(|whole| whole.take(now));
        if granted {
            taken.note();
        } else {
            self.0.denied.fetch_add(1, Ordering::Relaxed);
        }
        granted
    }

    /// Whether a retry could be had at `now`: where not, there is no use in waiting for one. Takes
    /// nothing.
    #[must_use]
    pub fn has(&self, now: Moment) -> bool {
        let has = self.0.has(now);
        has && self.0.whole.as_ref().is_none_or(|whole| whole.has(now))
    }

    /// What there is at `now`.
    pub fn state(&self, now: Moment) -> RetryBudgetState {
        let mut taken = self.0.taken.lock();
        taken.has(now, |second| self.0.limit(second));
        RetryBudgetState {
            limit: taken.limit(),
            used: taken.used(),
            denied: self.0.denied.load(Ordering::Relaxed),
        }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new()
    }
}

impl Inner {
    fn has(&self, now: Moment) -> bool {
        self.taken.lock().has(now, |second| self.limit(second))
    }

    /// How many retries the calls of the seconds before `second` pay for.
    fn limit(&self, second: u64) -> u64 {
        let calls = self.calls.before(second);
        FLOOR.max(calls / (calls::SECONDS * CALLS_PER_RETRY))
    }
}

#[cfg(test)]
mod tests;
