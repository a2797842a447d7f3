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

/// So many retries a second a process may make however few its calls are.
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
/// **Parts.** All guards of a process share [one budget](Self::process), and each has a
/// [part](Self::part) of it, which its own calls pay for: those of a busy dependency do not buy a
/// storm of retries on a quiet one. A part gives 20 % of the calls too, and at least as many retries
/// a second as one call makes: 2 by default, so that a lone call is tried as often as it says.
///
/// **What follows.** What is given at least is not added to the 20 %, or no load could be kept to 1.2
/// times the normal one. With the default of 3 attempts, a dependency that a process calls ten times
/// a second or more never sees more than 1.2 times the calls, however many processes there are.
/// Below, each process adds up to 2 a second: one that calls twice a second may call four times.
///
/// A clone is the same budget.
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
    /// It gives so many a second at least.
    floor: u64,
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
        Self::of(FLOOR, None)
    }

    /// The budget of this process, on the system's clock.
    pub fn process() -> Self {
        PROCESS.clone()
    }

    /// One that never runs dry, and its parts neither: to see in a test of load what a budget keeps
    /// away. A service that uses it takes part in any retry storm.
    pub fn unlimited() -> Self {
        Self::of(u64::MAX, None)
    }

    /// A budget for some of the calls that this one is for: its calls alone pay for its retries, of
    /// which it gives `at_least` so many a second, and a retry needs to be within both.
    ///
    /// ```
    /// use hardpoint::Clock;
    /// use hardpoint::dependency::RetryBudget;
    ///
    /// let process = RetryBudget::new();
    /// let (inventory, payments) = (process.part(8), process.part(8));
    /// let now = Clock::system().now();
    /// let taken = (0..9).filter(|_| inventory.take(now)).count();
    /// assert_eq!(taken, 8);
    /// let taken = (0..9).filter(|_| payments.take(now)).count();
    /// assert_eq!(taken, 2, "ten a second in all");
    /// ```
    #[must_use]
    pub fn part(&self, at_least: u32) -> Self {
        let floor = match self.0.floor {
            u64::MAX => u64::MAX,
            _ => at_least.into(),
        };
        Self::of(floor, Some(self.clone()))
    }

    fn of(floor: u64, whole: Option<Self>) -> Self {
        Self(Arc::new(Inner {
            calls: Calls::default(),
            taken: Mutex::default(),
            denied: AtomicU64::new(0),
            floor,
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
        self.floor.max(calls / (calls::SECONDS * CALLS_PER_RETRY))
    }
}

#[cfg(test)]
mod tests;
