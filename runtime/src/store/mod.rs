//! What outlives a request: the stores behind rates, caches and idempotency keys.

mod stored;

pub(crate) use stored::{StoredResponse, Uncapturable};
