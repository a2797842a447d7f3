//! Real servers for tests: shared ones that nobody harms, and private ones to be tormented.

mod database;
mod postgres;
mod redis;
mod script;
mod wire;

pub use database::{Database, database, look, until};
pub use postgres::Postgres;
pub use redis::Redis;
pub use wire::{Traffic, Wire};
