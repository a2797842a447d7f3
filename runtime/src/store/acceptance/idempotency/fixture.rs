//! Leases to ask with, and what is said of the answers.

use std::time::Duration;

use crate::clock::Clock;
use crate::store::{ClaimOutcome, IdempotencyStore, Lease, LeaseKey, StoreError};

pub(super) const MILLISECOND: Duration = Duration::from_millis(1);
pub(super) const HOUR: Duration = Duration::from_secs(3600);

/// A lease on a key that nobody has used, which does not run out.
pub(super) fn lease() -> Lease {
    let mut key = [0; 32];
    for part in key.chunks_exact_mut(8) {
        part.copy_from_slice(&fastrand::u64(..).to_ne_bytes());
    }
    Lease {
        key: LeaseKey(key),
        fingerprint: [7; 32],
        owner: 1,
        length: HOUR,
        ttl: HOUR,
        rerun_safe: false,
    }
}

/// One that runs out soon.
pub(super) fn brief() -> Lease {
    Lease {
        length: 10 * MILLISECOND,
        ..lease()
    }
}

pub(super) async fn until_over(lease: &Lease) {
    Clock::system().sleep(lease.length + 5 * MILLISECOND).await;
}

pub(super) async fn claims(
    store: &impl IdempotencyStore,
    lease: &Lease,
    expected: ClaimOutcome,
    why: &str,
) {
    let outcome = store.claim(lease).await;
    let outcome = outcome.unwrap_or_else(|error| panic!("a store that is there decides: {error}"));
    // An answer may be long.
    assert!(outcome == expected, "{why}");
}

pub(super) fn done(outcome: Result<bool, StoreError>) -> bool {
    outcome.unwrap_or_else(|error| panic!("a store that is there does as it is told: {error}"))
}

pub(super) fn answered(answer: &[u8]) -> ClaimOutcome {
    ClaimOutcome::Answered(answer.to_vec())
}
