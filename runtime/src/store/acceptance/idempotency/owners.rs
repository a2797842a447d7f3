//! Who has a key: one run at a time, and nobody in its place.

use super::fixture::{answered, claims, done, lease};
use crate::store::{ClaimOutcome, IdempotencyStore, Lease};

pub(super) async fn one_runs_at_a_time(store: &impl IdempotencyStore) {
    let first = lease();
    claims(store, &first, ClaimOutcome::Granted, "a new key is free").await;
    let second = Lease { owner: 2, ..first };
    let while_it_runs = "while a request runs, an equal one does not";
    claims(store, &second, ClaimOutcome::InFlight, while_it_runs).await;
    let other = Lease {
        key: lease().key,
        ..second
    };
    claims(store, &other, ClaimOutcome::Granted, "keys are kept apart").await;
    let mut last = first.clone();
    last.key.0[31] ^= 1;
    claims(
        store,
        &last,
        ClaimOutcome::Granted,
        "every byte of a key counts",
    )
    .await;
}

pub(super) async fn an_owner_may_say_it_again(store: &impl IdempotencyStore) {
    let ours = lease();
    let again = "what was said is true when it is said again";
    for _ in 0..2 {
        claims(store, &ours, ClaimOutcome::Granted, again).await;
    }
    for _ in 0..2 {
        assert!(done(store.complete(&ours, Some(b"first")).await), "{again}");
    }
    assert!(
        done(store.complete(&ours, Some(b"second")).await),
        "{again}"
    );
    let next = Lease {
        owner: 2,
        ..ours.clone()
    };
    let stands = "the first answer stands";
    claims(store, &next, answered(b"first"), stands).await;
    assert!(
        !done(store.renew(&ours).await) && !done(store.release(&ours).await),
        "what is done cannot be renewed or released"
    );
    claims(store, &next, answered(b"first"), stands).await;
}

pub(super) async fn a_key_belongs_to_one_request(store: &impl IdempotencyStore) {
    let ours = lease();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    let mut other = Lease {
        rerun_safe: true,
        ..ours.clone()
    };
    other.fingerprint[31] ^= 1;
    let told = "another request under the same key is told so";
    claims(store, &other, ClaimOutcome::Mismatch, told).await;
    other.owner = 2;
    claims(store, &other, ClaimOutcome::Mismatch, told).await;
    assert!(done(store.complete(&ours, Some(b"answer")).await));
    claims(store, &other, ClaimOutcome::Mismatch, told).await;
}

pub(super) async fn a_key_that_is_given_back_is_free(store: &impl IdempotencyStore) {
    let ours = lease();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    assert!(done(store.release(&ours).await), "an owner gives it back");
    assert!(!done(store.release(&ours).await), "and has it no more");
    let mut next = Lease { owner: 2, ..ours };
    next.fingerprint[0] ^= 1;
    let free = "a key that was given back is free for any request";
    claims(store, &next, ClaimOutcome::Granted, free).await;
}

pub(super) async fn nobody_ends_anothers_lease(store: &impl IdempotencyStore) {
    let ours = lease();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    let stranger = Lease {
        owner: u64::MAX,
        ..ours.clone()
    };
    assert!(
        !done(store.renew(&stranger).await)
            && !done(store.release(&stranger).await)
            && !done(store.complete(&stranger, Some(b"theirs")).await),
        "nobody ends or renews the lease of another"
    );
    claims(store, &stranger, ClaimOutcome::InFlight, "and it goes on").await;
    assert!(done(store.complete(&ours, Some(b"ours")).await));
    assert!(
        !done(store.complete(&stranger, Some(b"theirs")).await),
        "nobody completes what another has completed"
    );
    claims(
        store,
        &stranger,
        answered(b"ours"),
        "the answer is its owner's",
    )
    .await;
}
