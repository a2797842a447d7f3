//! What many get who ask at once.

use futures_util::future::{join, join_all};

use super::fixture::{HOUR, answered, brief, claims, done, lease, until_over};
use crate::store::{ClaimOutcome, IdempotencyStore, Lease};

pub(super) async fn many_at_once_are_granted_one_lease(store: &impl IdempotencyStore) {
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

pub(super) async fn either_the_late_owner_completes_or_the_next_one_runs(
    store: &impl IdempotencyStore,
) {
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
