//! How many requests of an endpoint run at once, and who may wait for a permit.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::future::{Either, select};
use hardpoint_policy::Concurrency;
use metrics::{Counter, Gauge};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use crate::clock::{Clock, Moment};
use crate::observe::catalogue::{
    CONCURRENCY_IN_USE, CONCURRENCY_LIMIT, CONCURRENCY_QUEUED, CONCURRENCY_REFUSED,
};
use crate::observe::{Place, Share};

/// How many requests of one endpoint run at once, with a bounded queue before them.
///
/// Whoever waits is served first come, first served; nobody overtakes the queue.
#[derive(Debug)]
pub(crate) struct ConcurrencyLimit {
    permits: Arc<Semaphore>,
    waiting: AtomicU32,
    queue: u32,
    wait: Duration,
    meters: Meters,
    /// How many may run, for the recorder.
    told: Option<Share>,
}

/// The metrics of one limit.
#[derive(Debug)]
struct Meters {
    in_use: Gauge,
    queued: Gauge,
    full: Counter,
    waited_too_long: Counter,
    deadline: Counter,
}

/// The right to run, for as long as it lives: given back when it is dropped, on success, panic,
/// timeout and cancellation alike. It can go to other threads.
#[derive(Debug)]
#[must_use = "a permit that is dropped is given back"]
pub(crate) struct Permit {
    _permit: OwnedSemaphorePermit,
    in_use: Gauge,
}

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
            meters: Meters {
                in_use: Gauge::noop(),
                queued: Gauge::noop(),
                full: Counter::noop(),
                waited_too_long: Counter::noop(),
                deadline: Counter::noop(),
            },
            told: None,
        }
    }

    /// The same, counted as the limit of `place`.
    pub(crate) fn measured(mut self, place: &Place) -> Self {
        let Place { endpoint, route } = place;
        let refused = |reason| CONCURRENCY_REFUSED.counter([endpoint, route, reason]);
        self.meters = Meters {
            in_use: CONCURRENCY_IN_USE.gauge([endpoint, route]),
            queued: CONCURRENCY_QUEUED.gauge([endpoint, route]),
            full: refused("full"),
            waited_too_long: refused("waited_too_long"),
            deadline: refused("deadline"),
        };
        #[expect(clippy::cast_precision_loss, reason = "nobody says as many")]
        let limit = self.permits.available_permits() as f64;
        let told = Share::of(CONCURRENCY_LIMIT.gauge([endpoint, route]));
        told.set(limit);
        self.told = Some(told);
        self
    }

    /// A permit at once where one is free, else after a wait in the queue, if there is room in it:
    /// at most as long as the policy says, by `clock`, and never past `deadline`.
    pub(crate) async fn acquire(
        &self,
        clock: &Clock,
        deadline: Option<Moment>,
    ) -> Result<Permit, Refused> {
        let acquired = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => Ok(permit),
            Err(TryAcquireError::NoPermits | TryAcquireError::Closed) => match self.queue_up() {
                Some(_place) => self.wait_for_permit(clock, deadline).await,
                None => Err(Refused::Full),
            },
        };
        match acquired {
            Ok(permit) => Ok(Permit::counted(permit, &self.meters.in_use)),
            Err(refused) => {
                self.meters.refused(refused);
                Err(refused)
            }
        }
    }

    /// Kept out of the fast path's future.
    fn wait_for_permit<'a>(
        &'a self,
        clock: &'a Clock,
        deadline: Option<Moment>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<OwnedSemaphorePermit, Refused>> + Send + 'a>>
    {
        Box::pin(async move {
            let patience = clock.now().after(self.wait);
            let until = deadline.map_or(patience, |deadline| deadline.min(patience));
            let mut wait = Wait {
                of: &self.meters,
                clock,
                deadline,
                is_over: false,
            };
            let permit = pin!(Arc::clone(&self.permits).acquire_owned());
            let woken = select(permit, clock.sleep_until(until)).await;
            wait.is_over = true;
            match woken {
                // A call whose deadline passed while it was queued never starts.
                Either::Left((Ok(permit), _)) if clock.now() < until => Ok(permit),
                // The semaphore is never closed: only a late permit comes here.
                Either::Left(_) | Either::Right(_) if wait.is_past_deadline() => {
                    Err(Refused::DeadlinePassed)
                }
                Either::Left(_) | Either::Right(_) => Err(Refused::WaitedTooLong),
            }
        })
    }

    fn queue_up(&self) -> Option<Queued<'_>> {
        self.waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |waiting| {
                (waiting < self.queue).then(|| waiting + 1)
            })
            .ok()?;
        self.meters.queued.increment(1.0);
        Some(Queued(self))
    }
}

/// A place in the queue, for as long as it lives.
struct Queued<'a>(&'a ConcurrencyLimit);

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        self.0.meters.queued.decrement(1.0);
    }
}

/// A wait in the queue, which the request's own timer may end before this one's does.
struct Wait<'a> {
    of: &'a Meters,
    clock: &'a Clock,
    deadline: Option<Moment>,
    is_over: bool,
}

impl Wait<'_> {
    fn is_past_deadline(&self) -> bool {
        let deadline = self.deadline;
        deadline.is_some_and(|deadline| self.clock.now() >= deadline)
    }
}

/// Whoever was cut off by the deadline was refused for that; whoever left was not refused.
impl Drop for Wait<'_> {
    fn drop(&mut self) {
        if !self.is_over && self.is_past_deadline() {
            self.of.refused(Refused::DeadlinePassed);
        }
    }
}

impl Permit {
    fn counted(permit: OwnedSemaphorePermit, in_use: &Gauge) -> Self {
        in_use.increment(1.0);
        Self {
            _permit: permit,
            in_use: in_use.clone(),
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.in_use.decrement(1.0);
    }
}

impl Meters {
    fn refused(&self, refused: Refused) {
        let counter = match refused {
            Refused::Full => &self.full,
            Refused::WaitedTooLong => &self.waited_too_long,
            Refused::DeadlinePassed => &self.deadline,
        };
        counter.increment(1);
    }
}

#[cfg(test)]
mod tests;
