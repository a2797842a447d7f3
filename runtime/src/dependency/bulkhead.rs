//! How many calls of one dependency run at once, and how long others wait for their turn.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::{Either, select};
use hardpoint_policy::BulkheadPolicy;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::Clock;

/// Keeps one slow dependency from taking all that the service has.
///
/// Whoever waits is served first come, first served; nobody overtakes the queue.
#[derive(Debug)]
pub(crate) struct Bulkhead {
    permits: Semaphore,
    limit: usize,
    wait: Duration,
    waiting: AtomicUsize,
}

/// The right to run, for as long as it lives: given back when it is dropped, however that comes.
#[derive(Debug)]
#[must_use = "a permit that is dropped is given back"]
pub(crate) struct Permit<'a> {
    _permit: SemaphorePermit<'a>,
}

/// As many calls run as may, and none ended in time. Nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full {
    /// How long the call waited for its turn.
    pub(crate) waited: Duration,
}

impl Bulkhead {
    /// The bulkhead that `policy` states; at least one permit.
    pub(crate) fn new(policy: &BulkheadPolicy) -> Self {
        let limit = usize::try_from(policy.limit).unwrap_or(usize::MAX);
        let limit = limit.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            permits: Semaphore::new(limit),
            limit,
            wait: policy.wait.to_std(),
            waiting: AtomicUsize::new(0),
        }
    }

    /// A permit, if one is free.
    #[inline]
    pub(crate) fn try_enter(&self) -> Option<Permit<'_>> {
        let permit = self.permits.try_acquire().ok()?;
        Some(Permit { _permit: permit })
    }

    /// A permit at once where one is free, else after a wait by `clock` for as long as the policy
    /// says, and for no longer than `at_most`: a permit that comes later is not taken.
    pub(crate) async fn enter(
        &self,
        clock: &Clock,
        at_most: Option<Duration>,
    ) -> Result<Permit<'_>, Full> {
        if let Some(permit) = self.try_enter() {
            return Ok(permit);
        }
        let wait = at_most.map_or(self.wait, |at_most| at_most.min(self.wait));
        if wait.is_zero() {
            return Err(Full { waited: wait });
        }
        // Boxed, so that who need not wait does not carry the wait along.
        Box::pin(self.queue(clock, wait)).await
    }

    async fn queue(&self, clock: &Clock, wait: Duration) -> Result<Permit<'_>, Full> {
        let _place = Waiting::of(&self.waiting);
        let began = clock.now();
        let until = began.after(wait);
        let turn = pin!(self.permits.acquire());
        match select(turn, clock.sleep_until(until)).await {
            Either::Left((Ok(permit), _)) if clock.now() < until => Ok(Permit { _permit: permit }),
            // The semaphore is never closed: only a late permit comes here, and goes back.
            Either::Left(_) | Either::Right(_) => Err(Full {
                waited: clock.now().since(began),
            }),
        }
    }

    /// How many calls run.
    pub(crate) fn in_flight(&self) -> usize {
        self.limit.saturating_sub(self.permits.available_permits())
    }

    /// How many calls wait for their turn.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// A place in the queue, for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn of(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
