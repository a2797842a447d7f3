//! Equal requests under one `Idempotency-Key` run once; the others get its answer.
//!
//! The header is that of draft-ietf-httpapi-idempotency-key-header-07. A request with a key is
//! one of five things:
//!
//! | what is known of the key | what becomes of the request |
//! |---|---|
//! | nothing, or it has expired | it runs, and holds a [`Claim`] while it does |
//! | an equal request is running | 409 `request_in_flight` |
//! | an equal request was answered | the same answer, with `Idempotency-Replayed: true` |
//! | an equal request ran, its outcome is unknown | 409 `outcome_unknown`, or it runs again where the endpoint is `rerun-safe` |
//! | it was used for another request | 422 `idempotency_key_reused` |
//!
//! Equal is decided by a fingerprint of the request, see [`fingerprint`]. Keys are kept apart by
//! operation, tenant and principal; those without a principal share one scope.
//!
//! Kept for replay are 2xx, 3xx and final 4xx; everything else releases the key, and so does a
//! run that is dropped before its end (timed out, panicked): a retry runs. A client that leaves
//! is no reason to drop one, see [`to_its_end`].

mod claim;
mod detach;
mod fingerprint;
mod key;
mod local_hold;
mod meters;
mod plan;
mod refusal;
mod replay;
mod shared_hold;
#[cfg(feature = "postgres")]
mod transaction;

pub(crate) use claim::Claim;
pub(crate) use detach::{LeftAlone, to_its_end};
pub(crate) use plan::{Asked, Begin, Call, IdempotencyPlan, Once};
pub(crate) use refusal::Refusal;
pub(crate) use replay::{MAX_ANSWER, replay};
#[cfg(feature = "postgres")]
pub(crate) use transaction::{Settled, Start, begin, settle};
