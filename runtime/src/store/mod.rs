//! What outlives a request: the stores behind rates, caches and idempotency keys.
#![doc = include_str!("../docs/store.md")]

#[cfg(feature = "acceptance")]
pub mod acceptance;
mod bus;
mod cache_store;
mod choice;
mod claim;
mod debts;
mod idempotency_store;
mod memory_cache;
mod memory_idempotency;
mod memory_rates;
#[cfg(feature = "postgres")]
mod postgres;
mod rate_store;
#[cfg(feature = "redis")]
mod redis;
mod stored;
mod stored_bytes;
mod watch;
mod watched_cache;
mod watched_idempotency;
mod watched_rates;

#[cfg(feature = "postgres")]
pub(crate) use bus::News;
pub(crate) use bus::{
    Bus, Channels, Ear, Event, Heard, Outdated, Question, answer, ask, listen, publish,
};
pub use cache_store::{CacheStore, EntryKey, Found, Looked, Stamp, TagKey};
pub use choice::Store;
pub(crate) use claim::{Fingerprint, Owner, StoreKey, Terms};
pub use idempotency_store::{ClaimOutcome, IdempotencyStore, Lease, LeaseKey};
pub(crate) use memory_cache::{AsHashed, MemoryCache, Weigh};
pub(crate) use memory_idempotency::{Claimed, Completion, IdempotencyBound, MemoryIdempotency};
#[doc(hidden)]
pub use memory_rates::MemoryRates;
pub(crate) use memory_rates::{Account, StateKey};
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
#[cfg(feature = "postgres")]
pub(crate) use postgres::{Begun, Ledger, Record, Recorded};
pub use rate_store::{Bucket, BucketKey, RateStore, StoreError, Taken};
#[cfg(feature = "redis")]
pub use redis::Redis;
pub(crate) use stored::{StoredResponse, Uncapturable};
pub(crate) use watched_cache::WatchedCache;
pub(crate) use watched_idempotency::WatchedIdempotency;
pub(crate) use watched_rates::WatchedRates;
