//! PostgreSQL as a store: its schema, and what is kept there.

mod bus;
mod handle;
mod leases;
mod ledger;
mod rates;
mod reaper;
mod schema;

pub use handle::Postgres;
pub(crate) use ledger::{Begun, Ledger, Record, Recorded};
