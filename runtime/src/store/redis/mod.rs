//! Redis and Valkey: connections that are kept, and what is asked over them.

mod bus;
mod cache;
mod handle;
mod leases;
mod line;
mod rates;

pub use handle::Redis;
