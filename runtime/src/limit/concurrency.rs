//! How many requests of an endpoint run at once, and who may wait for a permit.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::future::{Either, select};
use hardpoint_policy::Concurrency;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use crate::clock::{Clock, Moment};

/// How many requests of one endpoint run at once, with a bounded queue before them.
///
/// Whoever waits is served first come, first served; nobody overtakes the queue.
#[derive(Debug)]
pub(crate) struct ConcurrencyLimit {
    permits: Arc<Semaphore>,
    waiting: AtomicU32,
    queue: u32,
    wait: Duration,
}

/// The right to run, for as long as it lives: given back when it is dropped, on success, panic,
/// timeout and cancellation alike. It can go to other threads.
#[derive(Debug)]
#[must_use = "a permit that is dropped is given back"]
pub(crate) struct Permit(#[allow(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

/// Why a request may not run. Nothing was done, and it may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// All permits are taken, and no queue is stated or it is full.
    Full,
    /// It waited for as long as the policy lets it.
    WaitedTooLong,
    /// Its deadline passed while it waited.
    DeadlinePassed,
}

impl ConcurrencyLimit {
    /// The limit that `policy` states; at least one permit.
    pub(crate) fn new(policy: &Concurrency) -> Self {
        let limit = usize::try_from(policy.limit).unwrap_or(usize::MAX);
        Self {
            permits: Arc::new(Semaphore::new(limit.clamp(1, Semaphore::MAX_PERMITS))),
            waiting: AtomicU32::new(0),
            queue: policy.queue,
            wait: policy.wait.to_std(),
        }
    }

    /// A permit at once where one is free, else after a wait in the queue, if there is room in it:
    /// at most as long as the policy says, by `clock`, and never past `deadline`.
    pub(crate) async fn acquire(
        &self,
        clock: &Clock,
        deadline: Option<Moment>,
    ) -> Result<Permit, Refused> {
        match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => Ok(Permit(permit)),
            Err(TryAcquireError::NoPermits | TryAcquireError::Closed) => {
                let _place = self.queue_up().ok_or(Refused::Full)?;
                self.wait_for_permit(clock, deadline).await
            }
        }
    }

    /// Kept out of the fast path's future.
    fn wait_for_permit<'a>(
        &'a self,
        clock: &'a Clock,
        deadline: Option<Moment>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<Permit, Refused>> + Send + 'a>> {
        Box::pin(async move {
            let patience = clock.now().after(self.wait);
            let until = deadline.map_or(patience, |deadline| deadline.min(patience));
            let too_late = || {
                if deadline.is_some_and(|deadline| clock.now() >= deadline) {
                    Refused::DeadlinePassed
                } else {
                    Refused::WaitedTooLong
                }
            };
            let permit = pin!(Arc::clone(&self.permits).acquire_owned());
            match select(permit, clock.sleep_until(until)).await {
                // A call whose deadline passed while it was queued never starts.
                Either::Left((Ok(permit), _)) if clock.now() < until => Ok(Permit(permit)),
                // The semaphore is never closed: only a late permit comes here.
                Either::Left(_) | Either::Right(_) => Err(too_late()),
            }
        })
    }

    fn queue_up(&self) -> Option<Place<'_>> {
        self.waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |waiting| {
                (waiting < self.queue).then(|| waiting + 1)
            })
            .ok()
            .map(|_| Place(&self.waiting))
    }
}

/// A place in the queue, for as long as it lives.
struct Place<'a>(&'a AtomicU32);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
