//! The suite against stores that are right, and one that is not.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use parking_lot::Mutex;

use super::*;
use crate::clock::{Clock, Moment};
use crate::store::{
    ClaimOutcome, Claimed, Completion, Fingerprint, IdempotencyBound, Lease, LeaseKey,
    MemoryIdempotency, Owner, StoreError, StoreKey, StoredResponse, Terms,
};

/// The store in memory, as if it were elsewhere: it draws its owners itself, and does not know who
/// says something twice.
#[derive(Debug)]
struct InMemory {
    store: MemoryIdempotency,
    owners: Mutex<HashMap<(LeaseKey, u64), Owner>>,
    completed: Mutex<HashMap<LeaseKey, (u64, Moment)>>,
}

impl InMemory {
    fn new() -> Self {
        Self {
            store: MemoryIdempotency::new(IdempotencyBound::default()),
            owners: Mutex::default(),
            completed: Mutex::default(),
        }
    }

    fn owner(&self, lease: &Lease) -> Option<Owner> {
        self.owners.lock().get(&(lease.key, lease.owner)).copied()
    }

    fn renews(&self, lease: &Lease) -> bool {
        let now = Clock::system().now();
        self.owner(lease).is_some_and(|owner| {
            self.store
                .renew(StoreKey(lease.key.0), owner, terms(lease), now)
        })
    }
}

impl IdempotencyStore for InMemory {
    async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
        let now = Clock::system().now();
        let (key, print) = (StoreKey(lease.key.0), Fingerprint(lease.fingerprint));
        let claimed = self.store.claim(key, print, terms(lease), now);
        Ok(match claimed {
            Claimed::Owned(owner) => {
                self.owners.lock().insert((lease.key, lease.owner), owner);
                self.completed.lock().remove(&lease.key);
                ClaimOutcome::Granted
            }
            Claimed::InFlight | Claimed::OutcomeUnknown if self.renews(lease) => {
                ClaimOutcome::Granted
            }
            Claimed::InFlight => ClaimOutcome::InFlight,
            Claimed::Mismatch => ClaimOutcome::Mismatch,
            Claimed::Replay(answer) => ClaimOutcome::Answered(answer.body.to_vec()),
            Claimed::OutcomeUnknown => ClaimOutcome::OutcomeUnknown,
            Claimed::Full => return Err(StoreError::new("there is no room")),
        })
    }

    async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        Ok(self.renews(lease))
    }

    async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
        let now = Clock::system().now();
        let Some(owner) = self.owner(lease) else {
            return Ok(false);
        };
        let answer = answer.map(|body| {
            Arc::new(StoredResponse {
                status: StatusCode::OK,
                headers: Vec::new(),
                body: body.to_vec().into(),
            })
        });
        let completion =
            self.store
                .complete(StoreKey(lease.key.0), owner, answer, terms(lease), now);
        let mut completed = self.completed.lock();
        Ok(match completion {
            Completion::Refused => completed
                .get(&lease.key)
                .is_some_and(|(owner, expires)| *owner == lease.owner && now < *expires),
            _ => {
                completed.insert(lease.key, (lease.owner, now.after(lease.ttl)));
                true
            }
        })
    }

    async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
        let is_ours = self.renews(lease);
        if let Some(owner) = self.owner(lease) {
            self.store.release(StoreKey(lease.key.0), owner);
        }
        Ok(is_ours)
    }
}

fn terms(lease: &Lease) -> Terms {
    Terms {
        lease: lease.length,
        ttl: lease.ttl,
        rerun_safe: lease.rerun_safe,
    }
}

#[tokio::test]
async fn the_store_in_memory_passes() {
    idempotency(&InMemory::new()).await;
}

/// It looks, and takes afterwards.
#[derive(Debug)]
struct InTwoSteps(InMemory);

impl IdempotencyStore for InTwoSteps {
    async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
        let stranger = Lease {
            owner: 0,
            ..lease.clone()
        };
        let seen = self.0.claim(&stranger).await?;
        if seen != ClaimOutcome::Granted {
            return self.0.claim(lease).await;
        }
        self.0.release(&stranger).await?;
        // Here somebody else does the same.
        tokio::task::yield_now().await;
        self.0.owners.lock().retain(|(key, _), _| *key != lease.key);
        self.0.claim(lease).await?;
        Ok(ClaimOutcome::Granted)
    }

    async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.0.renew(lease).await
    }

    async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
        self.0.complete(lease, answer).await
    }

    async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.0.release(lease).await
    }
}

#[tokio::test]
#[should_panic(expected = "of many at once one is granted the lease")]
async fn a_store_that_looks_first_and_takes_then_does_not() {
    idempotency(&InTwoSteps(InMemory::new())).await;
}

/// Whoever says that it is done is believed.
#[derive(Debug)]
struct Trusting(InMemory);

impl IdempotencyStore for Trusting {
    async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
        self.0.claim(lease).await
    }

    async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.0.renew(lease).await
    }

    async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
        self.0.complete(lease, answer).await?;
        Ok(true)
    }

    async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.0.release(lease).await
    }
}

#[tokio::test]
#[should_panic(expected = "nobody ends or renews the lease of another")]
async fn a_store_that_believes_anybody_does_not() {
    idempotency(&Trusting(InMemory::new())).await;
}
