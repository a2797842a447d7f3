//! What every store of idempotency keys must pass.

mod answers;
mod crowds;
mod fixture;
mod model;
mod owners;
#[cfg(test)]
mod tests;
mod time;

use crate::store::IdempotencyStore;

/// Checks what an [`IdempotencyStore`] promises, in some seconds.
///
/// Among other things, random sequences of steps are compared with the pure rules; their seed is in
/// the message where they differ.
///
/// # Panics
///
/// Where a promise is broken.
pub async fn idempotency(store: &impl IdempotencyStore) {
    owners::one_runs_at_a_time(store).await;
    owners::an_owner_may_say_it_again(store).await;
    owners::a_key_belongs_to_one_request(store).await;
    answers::an_answer_is_given_byte_for_byte(store).await;
    answers::a_run_without_an_answer_is_not_repeated_unless_that_is_safe(store).await;
    owners::a_key_that_is_given_back_is_free(store).await;
    owners::nobody_ends_anothers_lease(store).await;
    time::a_lease_that_ran_out_leaves_the_outcome_unknown(store).await;
    time::a_renewed_lease_goes_on(store).await;
    time::an_answer_is_forgotten_after_its_time(store).await;
    time::no_span_is_too_short_or_too_long(store).await;
    crowds::many_at_once_are_granted_one_lease(store).await;
    crowds::either_the_late_owner_completes_or_the_next_one_runs(store).await;
    for _ in 0..4 {
        model::every_sequence_agrees_with_the_rules(store, fastrand::u64(..)).await;
    }
}
