//! Redis and Valkey: one connection that is kept, and what is asked over it.

mod bus;
mod cache;
mod handle;
mod line;
mod rates;

pub use handle::Redis;
