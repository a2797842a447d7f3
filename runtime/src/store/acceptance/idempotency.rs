//! What every store of idempotency keys must pass.

mod model;

use std::time::Duration;

use futures_util::future::{join, join_all};

use crate::clock::Clock;
use crate::store::{ClaimOutcome, IdempotencyStore, Lease, LeaseKey, StoreError};

const MILLISECOND: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_secs(3600);

/// Checks what an [`IdempotencyStore`] promises, in some seconds.
///
/// Among other things, random sequences of steps are compared with the pure rules; their seed is in
/// the message where they differ.
///
/// # Panics
///
/// Where a promise is broken.
pub async fn idempotency(store: &impl IdempotencyStore) {
    one_runs_at_a_time(store).await;
    an_owner_may_say_it_again(store).await;
    a_key_belongs_to_one_request(store).await;
    an_answer_is_given_byte_for_byte(store).await;
    a_run_without_an_answer_is_not_repeated_unless_that_is_safe(store).await;
    a_key_that_is_given_back_is_free(store).await;
    nobody_ends_anothers_lease(store).await;
    a_lease_that_ran_out_leaves_the_outcome_unknown(store).await;
    a_renewed_lease_goes_on(store).await;
    an_answer_is_forgotten_after_its_time(store).await;
    no_span_is_too_short_or_too_long(store).await;
    many_at_once_are_granted_one_lease(store).await;
    either_the_late_owner_completes_or_the_next_one_runs(store).await;
    for _ in 0..4 {
        model::every_sequence_agrees_with_the_rules(store, fastrand::u64(..)).await;
    }
}

async fn one_runs_at_a_time(store: &impl IdempotencyStore) {
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

async fn an_owner_may_say_it_again(store: &impl IdempotencyStore) {
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

async fn a_key_belongs_to_one_request(store: &impl IdempotencyStore) {
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

async fn an_answer_is_given_byte_for_byte(store: &impl IdempotencyStore) {
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

async fn a_run_without_an_answer_is_not_repeated_unless_that_is_safe(
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

async fn a_key_that_is_given_back_is_free(store: &impl IdempotencyStore) {
    let ours = lease();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    assert!(done(store.release(&ours).await), "an owner gives it back");
    assert!(!done(store.release(&ours).await), "and has it no more");
    let mut next = Lease { owner: 2, ..ours };
    next.fingerprint[0] ^= 1;
    let free = "a key that was given back is free for any request";
    claims(store, &next, ClaimOutcome::Granted, free).await;
}

async fn nobody_ends_anothers_lease(store: &impl IdempotencyStore) {
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

async fn a_lease_that_ran_out_leaves_the_outcome_unknown(store: &impl IdempotencyStore) {
    let ours = brief();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    let next = Lease {
        owner: 2,
        length: HOUR,
        ..ours.clone()
    };
    until_over(&ours).await;
    let unknown = "a lease that ran out leaves the outcome unknown";
    claims(store, &next, ClaimOutcome::OutcomeUnknown, unknown).await;
    assert!(
        done(
            store
                .renew(&Lease {
                    length: HOUR,
                    ..ours.clone()
                })
                .await
        ),
        "it may be taken up again while nobody else has claimed the key"
    );
    claims(store, &next, ClaimOutcome::InFlight, "and goes on then").await;

    let ours = brief();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    until_over(&ours).await;
    assert!(
        done(store.complete(&ours, Some(b"late")).await),
        "who is late completes while nobody else has claimed the key"
    );
    let next = Lease {
        key: ours.key,
        ..next
    };
    claims(store, &next, answered(b"late"), "and that is the answer").await;

    let ours = brief();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    until_over(&ours).await;
    let rerun = Lease {
        key: ours.key,
        rerun_safe: true,
        ..next
    };
    claims(
        store,
        &rerun,
        ClaimOutcome::Granted,
        "what is safe to rerun runs again",
    )
    .await;
    assert!(
        !done(store.renew(&ours).await)
            && !done(store.complete(&ours, Some(b"late")).await)
            && !done(store.release(&ours).await),
        "a key that somebody else has claimed is lost for good"
    );
    assert!(done(store.complete(&rerun, Some(b"second")).await));
    let third = Lease { owner: 3, ..rerun };
    claims(
        store,
        &third,
        answered(b"second"),
        "the later owner's answer counts",
    )
    .await;
}

async fn a_renewed_lease_goes_on(store: &impl IdempotencyStore) {
    let ours = brief();
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    let longer = Lease {
        length: HOUR,
        ..ours.clone()
    };
    assert!(done(store.renew(&longer).await), "an owner renews");
    until_over(&ours).await;
    let next = Lease { owner: 2, ..ours };
    claims(
        store,
        &next,
        ClaimOutcome::InFlight,
        "a lease that was renewed goes on",
    )
    .await;
}

async fn an_answer_is_forgotten_after_its_time(store: &impl IdempotencyStore) {
    let ours = Lease {
        ttl: 30 * MILLISECOND,
        ..lease()
    };
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    Clock::system().sleep(40 * MILLISECOND).await;
    let mut next = Lease {
        owner: 2,
        ..ours.clone()
    };
    let runs = "it is remembered for the length of the lease and the ttl";
    claims(store, &next, ClaimOutcome::InFlight, runs).await;
    assert!(done(store.complete(&ours, Some(b"answer")).await));
    Clock::system().sleep(40 * MILLISECOND).await;
    assert!(
        !done(store.complete(&ours, Some(b"again")).await),
        "what is forgotten cannot be completed"
    );
    next.fingerprint[0] ^= 1;
    let gone = "an answer is forgotten after its time, and the key free";
    claims(store, &next, ClaimOutcome::Granted, gone).await;

    let ours = Lease {
        ttl: 10 * MILLISECOND,
        ..brief()
    };
    claims(store, &ours, ClaimOutcome::Granted, "a new key is free").await;
    Clock::system().sleep(ours.length + 20 * MILLISECOND).await;
    assert!(
        !done(store.renew(&ours).await) && !done(store.complete(&ours, Some(b"late")).await),
        "a run that is forgotten cannot be taken up again"
    );
    let next = Lease { owner: 2, ..ours };
    claims(store, &next, ClaimOutcome::Granted, "and its key is free").await;
}

async fn no_span_is_too_short_or_too_long(store: &impl IdempotencyStore) {
    let longest = Lease {
        length: Duration::MAX,
        ttl: Duration::MAX,
        ..lease()
    };
    claims(store, &longest, ClaimOutcome::Granted, "a span may be long").await;
    assert!(done(store.renew(&longest).await), "a span may be long");
    let next = Lease {
        owner: 2,
        ..longest.clone()
    };
    claims(store, &next, ClaimOutcome::InFlight, "a long lease lasts").await;
    assert!(done(store.complete(&longest, Some(b"answer")).await));
    claims(store, &next, answered(b"answer"), "a long memory lasts").await;

    let shortest = Lease {
        length: Duration::from_nanos(1),
        ..lease()
    };
    claims(
        store,
        &shortest,
        ClaimOutcome::Granted,
        "a span may be short",
    )
    .await;
    Clock::system().sleep(5 * MILLISECOND).await;
    let next = Lease {
        owner: 2,
        ..shortest
    };
    let over = "a short lease is soon over";
    claims(store, &next, ClaimOutcome::OutcomeUnknown, over).await;
}

async fn many_at_once_are_granted_one_lease(store: &impl IdempotencyStore) {
    for round in 0..8 {
        let first = Lease {
            rerun_safe: true,
            ..lease()
        };
        let lapsed = Lease {
            owner: u64::MAX,
            ..brief()
        };
        // A key that is new, one that was given back, and one whose lease has run out.
        let first = match round % 3 {
            0 => first,
            1 => {
                claims(store, &first, ClaimOutcome::Granted, "a new key is free").await;
                assert!(done(store.release(&first).await));
                first
            }
            _ => {
                claims(store, &lapsed, ClaimOutcome::Granted, "a new key is free").await;
                until_over(&lapsed).await;
                Lease {
                    key: lapsed.key,
                    ..first
                }
            }
        };
        let claimants: Vec<Lease> = (0..40)
            .map(|owner| Lease {
                owner,
                ..first.clone()
            })
            .collect();
        let outcomes = join_all(claimants.iter().map(|lease| store.claim(lease))).await;
        let mut granted = Vec::new();
        for (lease, outcome) in claimants.iter().zip(outcomes) {
            match outcome.unwrap_or_else(|error| panic!("a store that is there decides: {error}")) {
                ClaimOutcome::Granted => granted.push(lease),
                outcome => assert_eq!(outcome, ClaimOutcome::InFlight, "the others are told so"),
            }
        }
        assert_eq!(granted.len(), 1, "of many at once one is granted the lease");
        assert!(done(store.renew(granted[0]).await), "and has it");
    }
}

async fn either_the_late_owner_completes_or_the_next_one_runs(store: &impl IdempotencyStore) {
    for _ in 0..20 {
        let late = brief();
        claims(store, &late, ClaimOutcome::Granted, "a new key is free").await;
        until_over(&late).await;
        let next = Lease {
            owner: 2,
            rerun_safe: true,
            length: HOUR,
            ..late.clone()
        };
        let (completed, claimed) =
            join(store.complete(&late, Some(b"late")), store.claim(&next)).await;
        let expected = match done(completed) {
            true => answered(b"late"),
            false => ClaimOutcome::Granted,
        };
        let claimed = claimed.unwrap_or_else(|error| panic!("a store that is there: {error}"));
        assert_eq!(
            claimed, expected,
            "either the late owner completes or the next one runs"
        );
    }
}

/// A lease on a key that nobody has used, which does not run out.
fn lease() -> Lease {
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
fn brief() -> Lease {
    Lease {
        length: 10 * MILLISECOND,
        ..lease()
    }
}

async fn until_over(lease: &Lease) {
    Clock::system().sleep(lease.length + 5 * MILLISECOND).await;
}

async fn claims(store: &impl IdempotencyStore, lease: &Lease, expected: ClaimOutcome, why: &str) {
    let outcome = store.claim(lease).await;
    let outcome = outcome.unwrap_or_else(|error| panic!("a store that is there decides: {error}"));
    // An answer may be long.
    assert!(outcome == expected, "{why}");
}

fn done(outcome: Result<bool, StoreError>) -> bool {
    outcome.unwrap_or_else(|error| panic!("a store that is there does as it is told: {error}"))
}

fn answered(answer: &[u8]) -> ClaimOutcome {
    ClaimOutcome::Answered(answer.to_vec())
}

#[cfg(test)]
mod tests;
