//! PostgreSQL as a store: its schema, and the ledger of what was done in its transactions.

mod ledger;
mod schema;

pub use ledger::Ledger;
pub(crate) use ledger::{Begun, Record, Recorded};
