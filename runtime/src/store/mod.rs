//! What outlives a request: the stores behind rates, caches and idempotency keys.

mod memory_rates;
mod stored;

pub use memory_rates::MemoryRates;
pub(crate) use memory_rates::{Account, StateKey};
pub(crate) use stored::{StoredResponse, Uncapturable};
