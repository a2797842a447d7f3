//! What outlives a request: the stores behind rates, caches and idempotency keys.

mod claim;
mod memory_idempotency;
mod stored;

pub(crate) use claim::{Fingerprint, Owner, StoreKey, Terms};
pub(crate) use memory_idempotency::{Claimed, Completion, IdempotencyBound, MemoryIdempotency};
pub(crate) use stored::{StoredResponse, Uncapturable};
