//! The claim that a running request holds on its key.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;

use actix_web::HttpResponse;
use futures_util::future::{Either, select};

use super::local_hold::LocalHold;
use super::replay::{self, Captured};
use super::shared_hold::SharedHold;
use crate::clock::{Clock, Moment};
use crate::context::RequestContext;
use crate::error::Problem;
use crate::store::{
    Lease, MemoryIdempotency, Owner, StoreKey, StoredResponse, Terms, WatchedIdempotency,
};

/// A key that is this run's. Dropping it, wherever and why ever, releases the key, unless something
/// was done for the request at hand: nobody knows then how much is missing.
#[must_use = "a claim that is dropped releases its key"]
pub(crate) struct Claim(Hold);

/// Where the key is.
enum Hold {
    Local(LocalHold),
    Shared(SharedHold),
}

impl Claim {
    /// Of a key in memory.
    pub(super) fn local(
        store: Arc<MemoryIdempotency>,
        key: StoreKey,
        owner: Owner,
        terms: Terms,
    ) -> Self {
        Self(Hold::Local(LocalHold::new(store, key, owner, terms)))
    }

    /// Of a key in a store that instances share.
    pub(super) fn shared(store: Arc<WatchedIdempotency>, lease: Lease) -> Self {
        Self(Hold::Shared(SharedHold::new(store, lease)))
    }

    /// Does `work` and renews the lease for as long as that takes.
    pub(crate) async fn during<F: Future>(&self, clock: &Clock, work: F) -> F::Output {
        // The work comes first: what is ready at once never sets the timer.
        match select(pin!(work), pin!(self.keep_alive(clock))).await {
            Either::Left((done, _)) => done,
            Either::Right((never, _)) => match never {},
        }
    }

    /// Renews the lease at every third of it, until dropped.
    pub(crate) async fn keep_alive(&self, clock: &Clock) -> Infallible {
        match &self.0 {
            Hold::Local(hold) => hold.keep_alive(clock).await,
            Hold::Shared(hold) => hold.keep_alive().await,
        }
        tracing::warn!("a run lost its idempotency key: its lease ran out before");
        pending().await
    }

    /// Settles the key by what came of the run, and gives the response to send.
    ///
    /// - An outcome that is kept (see [`replay::is_kept`]) is recorded for replay.
    /// - Any other releases the key.
    /// - An answer of more than `max` bytes is sent, since the work is done, but not kept:
    ///   retries are told `outcome_unknown`, or run again where the endpoint is `rerun-safe`.
    ///   The same goes for an answer for which the store has no room.
    /// - A streaming answer cannot be kept or replayed: 500, a line in the log, and the key is
    ///   released as by every 500. So is one whose body fails while it is taken down.
    pub(crate) async fn settle(
        self,
        response: HttpResponse,
        max: usize,
        clock: &Clock,
    ) -> Result<HttpResponse, Problem> {
        if !replay::is_kept(&response) {
            self.release().await;
            return Ok(response);
        }
        match replay::capture(response, max).await {
            Captured::Whole(response, answer) => {
                self.complete(Some(answer), clock.now()).await;
                Ok(response)
            }
            Captured::TooLarge(response) => {
                tracing::warn!(
                    max,
                    "an answer is too large to be kept for its idempotency key"
                );
                self.complete(None, clock.now()).await;
                Ok(response)
            }
            Captured::Streaming => {
                tracing::error!(
                    "an endpoint under `idempotent` answered with a stream, which cannot be replayed"
                );
                self.release().await;
                Err(Problem::internal())
            }
            Captured::Failed => {
                tracing::error!("an answer's body failed while it was taken down for replay");
                self.release().await;
                Err(Problem::internal())
            }
        }
    }

    /// Settles the key where nobody knows how much of the work was done: an outcome that is kept is
    /// recorded as ever, but no other releases the key. What came of the run is as unknown as if its
    /// process had been killed, and retries are told so.
    pub(crate) async fn settle_in_doubt(
        self,
        response: HttpResponse,
        max: usize,
        clock: &Clock,
    ) -> Result<HttpResponse, Problem> {
        if replay::is_kept(&response) {
            return self.settle(response, max, clock).await;
        }
        self.complete(None, clock.now()).await;
        Ok(response)
    }

    /// Records that the work is done, with its answer unless that is not kept.
    pub(crate) async fn complete(self, answer: Option<StoredResponse>, now: Moment) {
        match self.0 {
            Hold::Local(hold) => hold.complete(answer, now),
            Hold::Shared(hold) => hold.complete(answer).await,
        }
    }

    /// Gives the key back: the next request with it runs.
    pub(crate) async fn release(self) {
        match self.0 {
            Hold::Local(hold) => drop(hold),
            Hold::Shared(hold) => hold.release().await,
        }
    }
}

/// When it is, where the request at hand is cut off in the middle of what it does.
pub(super) fn cut_off_in_doubt() -> Option<Moment> {
    let context = RequestContext::current()?;
    context.note_cut_off();
    context.is_in_doubt().then(|| context.clock().now())
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim").finish_non_exhaustive()
    }
}

#[cfg(test)]
impl Claim {
    /// Extends the lease of a key in memory; whether it is still this run's.
    pub(super) fn renew(&self, now: Moment) -> bool {
        match &self.0 {
            Hold::Local(hold) => hold.renew(now),
            Hold::Shared(_) => false,
        }
    }
}

#[cfg(test)]
mod tests;
