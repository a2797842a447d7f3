//! What is left of a run: its answer as it was, or that nobody knows it.

use super::fixture::{claims, done, lease};
use crate::store::{ClaimOutcome, IdempotencyStore, Lease};

pub(super) async fn an_answer_is_given_byte_for_byte(store: &impl IdempotencyStore) {
    let every_byte: Vec<u8> = (0..=255).collect();
    for answer in [vec![], every_byte, vec![0; 1024 * 1024 + 4096]] {
        let ours = lease();
        claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
        assert!(
            done(store.complete(&ours, Some(&answer)).await),
            "an owner completes"
        );
        let next = Lease { owner: 2, ..ours };
        let same = "an answer is given byte for byte";
        claims(store, &next, ClaimOutcome::Answered(answer), same).await;
    }
}

pub(super) async fn a_run_without_an_answer_is_not_repeated_unless_that_is_safe(
    store: &impl IdempotencyStore,
) {
    let ours = lease();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    assert!(
        done(store.complete(&ours, None).await),
        "an owner completes"
    );
    let next = Lease { owner: 2, ..ours };
    let unknown = "what ran and left no answer is not repeated";
    claims(store, &next, ClaimOutcome::OutcomeUnknown, unknown).await;
    let rerun = Lease {
        rerun_safe: true,
        ..next
    };
    let repeated = "unless that is safe";
    claims(store, &rerun, ClaimOutcome::Granted, repeated).await;
}
