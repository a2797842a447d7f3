//! What time does to leases and answers.

use std::time::Duration;

use super::fixture::{HOUR, MILLISECOND, answered, brief, claims, done, lease, until_over};
use crate::clock::Clock;
use crate::store::{ClaimOutcome, IdempotencyStore, Lease};

pub(super) async fn a_lease_that_ran_out_leaves_the_outcome_unknown(store: &impl IdempotencyStore) {
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

pub(super) async fn a_renewed_lease_goes_on(store: &impl IdempotencyStore) {
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

pub(super) async fn an_answer_is_forgotten_after_its_time(store: &impl IdempotencyStore) {
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

pub(super) async fn no_span_is_too_short_or_too_long(store: &impl IdempotencyStore) {
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
