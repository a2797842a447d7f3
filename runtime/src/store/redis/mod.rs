//! Redis and Valkey: one connection that is kept, and what is asked over it.

mod cache;
mod handle;
mod leases;
mod line;
mod rates;

pub use handle::Redis;
