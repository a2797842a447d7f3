//! PostgreSQL: deadlines, replicas and transactions, with nothing left behind at the server.
//!
//! [`Db`] is one primary and its replicas. [`Db::read`] and [`Db::write`] run single statements,
//! [`Db::transaction`] runs work as a whole. Parameters and rows are tokio-postgres's.
//!
//! | what can go wrong | what becomes of it |
//! |---|---|
//! | all connections are at work | the caller waits, then 503 `database_busy` with `Retry-After` |
//! | the server is away | 503 `database_unavailable` with `Retry-After`; connections come back by themselves |
//! | the deadline passes, the client's future is dropped | the statement is cancelled at the server, its transaction rolled back, the connection cleaned or closed |
//! | a deadlock, a serialization failure | the whole work again, inside of the deadline; then 503 `database_contended` |
//! | any of these, after something was executed for the same request | 500 `database_failed_midway`: a 503 would say that it is safe to send it again |
//! | the connection is lost while a write or a commit is under way | 500 `database_outcome_unknown` |
//! | a replica is away, or too far behind | it is left out until it is well again; reads go elsewhere |
//!
//! Settings of a session, session-level advisory locks, listeners and temporary tables have no
//! place in a pool: a connection on which a statement makes them is closed when it is given back.
//! What a function does to the session cannot be seen; `set_config` has `is_local` for that.

mod attempts;
mod budget;
mod cancel;
mod connection;
#[expect(
    clippy::module_inception,
    reason = "the room is named for its main thing"
)]
mod db;
mod dial;
mod driver;
mod error;
mod lag;
mod lease;
mod line;
mod listener;
mod makings;
mod meters;
mod packets;
mod pool;
mod probes;
mod queries;
mod recent_writes;
mod replicas;
mod run;
mod server_error;
mod session;
mod settings;
mod span;
mod statement;
mod statements;
mod tls;
mod transaction;
mod tx;
mod undecided;
mod url;

pub use db::{Check, Db};
pub use error::{Error, Fault, Lost, Mismatch};
pub(crate) use line::Line;
pub(crate) use listener::{Listener, Notifications};
pub(crate) use packets::Statement;
pub use queries::{Reads, Writes};
pub(crate) use run::Param;
pub use server_error::ServerError;
pub use settings::DbSettings;
#[doc(no_inline)]
pub use tokio_postgres::{Row, error::SqlState, types};
pub use transaction::{Isolation, TxOptions};
pub use tx::Tx;
