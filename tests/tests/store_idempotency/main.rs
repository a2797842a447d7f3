//! Idempotency keys in Redis and in PostgreSQL: instances share them, and nothing is executed while
//! the store is away.

mod crashes;
mod orders;
mod outages;
mod place;
mod sharing;
