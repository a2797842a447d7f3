//! What outlives a request: the stores behind rates, caches and idempotency keys.

mod memory_cache;
mod stored;

pub(crate) use memory_cache::{AsHashed, MemoryCache, Weigh};
pub(crate) use stored::{StoredResponse, Uncapturable};
