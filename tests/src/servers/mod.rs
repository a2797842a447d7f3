//! Real servers for tests: shared ones that nobody harms, and private ones to be tormented.

mod cluster;
mod database;
mod postgres;
mod redis;
mod relay;
mod script;
mod wire;

pub use cluster::Cluster;
pub use database::{Database, database, look, until};
pub use postgres::Postgres;
pub use redis::Redis;
pub use relay::Relay;
pub(crate) use script::{signal, stop};
pub use wire::{Traffic, Wire};
