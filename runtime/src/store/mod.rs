//! What outlives a request: the stores behind rates, caches and idempotency keys.

mod claim;
mod memory_cache;
mod memory_idempotency;
mod memory_rates;
#[cfg(feature = "postgres")]
mod postgres;
mod stored;

pub(crate) use claim::{Fingerprint, Owner, StoreKey, Terms};
pub(crate) use memory_cache::{AsHashed, MemoryCache, Weigh};
pub(crate) use memory_idempotency::{Claimed, Completion, IdempotencyBound, MemoryIdempotency};
pub use memory_rates::MemoryRates;
pub(crate) use memory_rates::{Account, StateKey};
#[cfg(feature = "postgres")]
pub use postgres::Ledger;
#[cfg(feature = "postgres")]
pub(crate) use postgres::{Begun, Record, Recorded};
pub(crate) use stored::{StoredResponse, Uncapturable};
