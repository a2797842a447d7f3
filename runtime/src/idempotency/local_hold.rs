//! A run's hold on a key in this process's memory.

use std::sync::Arc;

use super::claim::cut_off_in_doubt;
use crate::clock::{Clock, Moment};
use crate::store::{Completion, MemoryIdempotency, Owner, StoreKey, StoredResponse, Terms};

/// A key in memory that is this run's. Dropping it unsettled, wherever and why ever, releases the key,
/// unless nobody knows how much was done.
pub(super) struct LocalHold {
    store: Arc<MemoryIdempotency>,
    key: StoreKey,
    owner: Owner,
    terms: Terms,
    is_settled: bool,
}

impl LocalHold {
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
            is_settled: false,
        }
    }

    /// Renews the lease at every third of it, until it is lost.
    pub(super) async fn keep_alive(&self, clock: &Clock) {
        loop {
            clock.sleep(self.terms.lease / 3).await;
            if !self.renew(clock.now()) {
                return;
            }
        }
    }

    /// Extends the lease from `now`; whether the key is still this run's.
    pub(super) fn renew(&self, now: Moment) -> bool {
        self.store.renew(self.key, self.owner, self.terms, now)
    }

    /// Records that the work is done, with its answer unless that is not kept.
    pub(super) fn complete(mut self, answer: Option<StoredResponse>, now: Moment) {
        self.is_settled = true;
        let answer = answer.map(Arc::new);
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

impl Drop for LocalHold {
    fn drop(&mut self) {
        if self.is_settled {
            return;
        }
        match cut_off_in_doubt() {
            Some(now) => drop(
                self.store
                    .complete(self.key, self.owner, None, self.terms, now),
            ),
            None => self.store.release(self.key, self.owner),
        }
    }
}
