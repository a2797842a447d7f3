//! Redis and Valkey: one connection that is kept, and what is asked over it.

mod line;
mod rates;

pub use rates::RedisRates;
