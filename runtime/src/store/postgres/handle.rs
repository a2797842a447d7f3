//! A database as a place for state.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::bus::PostgresBus;
use super::ledger::Ledger;
use super::{rates, reaper, schema};
use crate::db::{Db, Error, Isolation, Line};
use crate::threads::Tied;

/// A database as a place for state, in a schema of its own, `hardpoint`.
///
/// [`Store::postgres`](crate::Store::postgres) keeps there whatever can be kept there. One that is
/// to keep only a part of it is opened apart:
///
/// ```no_run
/// use hardpoint::Store;
/// use hardpoint::db::{Db, DbSettings, Isolation};
/// use hardpoint::store::Postgres;
///
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let db = Db::connect(&DbSettings::new("postgres://shop@db.example/shop")).await?;
/// let postgres = Postgres::open(&db).await?.isolation(Isolation::Serializable);
/// let store = Store::memory().transactions(postgres);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Postgres {
    pub(super) db: Db,
    isolation: Isolation,
    line: Arc<OnceLock<Line>>,
    /// Ends with the last clone.
    pub(super) reaper: Arc<Tied>,
}

impl Postgres {
    /// That of `db`. Its schema is made or brought up to date where that is needed; any number of
    /// processes may do so at once.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] where the role may not do what is needed, with what would allow it.
    pub async fn open(db: &Db) -> Result<Self, Error> {
        schema::prepare(db).await?;
        Ok(Self {
            db: db.clone(),
            isolation: Isolation::ReadCommitted,
            line: Arc::default(),
            reaper: reaper::start(db, reaper::USUALLY),
        })
    }

    /// The script that makes the schema, for its owner, where the service's own role may not: it
    /// needs `USAGE` on the schema, `SELECT` on `migration`, `SELECT`, `INSERT`, `UPDATE` and
    /// `DELETE` on the other tables, and `EXECUTE` on the functions.
    pub fn schema() -> String {
        schema::script()
    }

    /// How the transactions of `idempotent = "tx"` are isolated from others,
    /// [`Isolation::ReadCommitted`] unless said. A request runs once at any level.
    #[must_use]
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = isolation;
        self
    }

    /// Connects for what must not wait for a handler's connection, before the first asks.
    pub(crate) async fn connect(&self) {
        self.line().settled().await;
    }

    /// The connection for what must not wait for those that handlers have; made when it is first
    /// needed.
    pub(super) fn line(&self) -> &Line {
        self.line.get_or_init(|| self.db.line(&[rates::TAKE]))
    }

    /// How instances tell each other what is out of date.
    pub(in crate::store) fn bus(&self) -> PostgresBus {
        PostgresBus::new(self.db.clone())
    }

    /// What it is in.
    pub(in crate::store) fn db(&self) -> &Db {
        &self.db
    }

    /// What was done in its transactions.
    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::new(self.db.clone(), self.isolation)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("isolation", &self.isolation)
            .finish_non_exhaustive()
    }
}
