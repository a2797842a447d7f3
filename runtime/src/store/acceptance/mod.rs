//! What every store must pass: the acceptance suites, for the tests of those who write one.
//!
//! A suite takes a store and panics at the first promise that it breaks. It asks for keys of its
//! own only, drawn at random, so that it may be run against a store that is in use.

mod cache;
mod idempotency;
mod rates;

pub use cache::cache;
pub use idempotency::idempotency;
pub use rates::rates;
