//! Redis and Valkey: connections that are kept, and what is asked over them.

mod handle;
mod line;
mod rates;

pub use handle::Redis;
