//! The claim that a running request holds on its key.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;

use actix_web::HttpResponse;
use futures_util::future::{Either, select};

use super::replay::{self, Captured};
use crate::clock::{Clock, Moment};
use crate::error::Problem;
use crate::store::{Completion, MemoryIdempotency, Owner, StoreKey, StoredResponse, Terms};

/// A key that is this run's. Dropping it, wherever and why ever, releases the key.
#[must_use = "a claim that is dropped releases its key"]
pub(crate) struct Claim {
    store: Arc<MemoryIdempotency>,
    key: StoreKey,
    owner: Owner,
    terms: Terms,
    settled: bool,
}

impl Claim {
    pub(super) fn new(
        store: Arc<MemoryIdempotency>,
        key: StoreKey,
        owner: Owner,
        terms: Terms,
    ) -> Self {
        Self {
            store,
            key,
            owner,
            terms,
            settled: false,
        }
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
        loop {
            clock.sleep(self.terms.lease / 3).await;
            if !self.renew(clock.now()) {
                tracing::warn!("a run lost its idempotency key: its lease ran out before");
                return pending().await;
            }
        }
    }

    /// Extends the lease from `now`; whether the key is still this run's.
    pub(crate) fn renew(&self, now: Moment) -> bool {
        self.store.renew(self.key, self.owner, self.terms, now)
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
            self.release();
            return Ok(response);
        }
        match replay::capture(response, max).await {
            Captured::Whole(response, answer) => {
                self.complete(answer, clock.now());
                Ok(response)
            }
            Captured::TooLarge(response) => {
                tracing::warn!(
                    max,
                    "an answer is too large to be kept for its idempotency key"
                );
                self.complete_without_answer(clock.now());
                Ok(response)
            }
            Captured::Streaming => {
                tracing::error!(
                    "an endpoint under `idempotent` answered with a stream, which cannot be replayed"
                );
                self.release();
                Err(Problem::internal())
            }
            Captured::Failed => {
                tracing::error!("an answer's body failed while it was taken down for replay");
                self.release();
                Err(Problem::internal())
            }
        }
    }

    /// Records the answer for replay.
    pub(crate) fn complete(mut self, answer: StoredResponse, now: Moment) {
        self.settle_with(Some(Arc::new(answer)), now);
    }

    /// Records that the work is done, and that there is no answer to replay.
    pub(crate) fn complete_without_answer(mut self, now: Moment) {
        self.settle_with(None, now);
    }

    /// Gives the key back: the next request with it runs.
    pub(crate) fn release(self) {
        drop(self);
    }

    fn settle_with(&mut self, answer: Option<Arc<StoredResponse>>, now: Moment) {
        self.settled = true;
        match self
            .store
            .complete(self.key, self.owner, answer, self.terms, now)
        {
            Completion::Recorded => {}
            Completion::AnswerDropped => {
                tracing::warn!("there is no room for an answer: its idempotency key stays spent");
            }
            Completion::Refused => {
                tracing::warn!("a run ended after it had lost its idempotency key");
            }
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.settled {
            self.store.release(self.key, self.owner);
        }
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim")
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
