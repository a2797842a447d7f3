//! A database as a place for state.

use std::fmt;

use super::bus::PostgresBus;
use super::ledger::Ledger;
use super::schema;
use crate::db::{Db, Error, Isolation};

/// Some of what counts no more, if nobody else is at it.
const REAP: &str = "DELETE FROM hardpoint.idempotency WHERE key IN (\
    SELECT key FROM hardpoint.idempotency WHERE expires <= clock_timestamp() \
    ORDER BY expires LIMIT $1 FOR UPDATE SKIP LOCKED)";

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
    db: Db,
    isolation: Isolation,
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
        })
    }

    /// The script that makes the schema, for its owner, where the service's own role may not: it
    /// needs `USAGE` on the schema, `SELECT` on `migration`, and `SELECT`, `INSERT`, `UPDATE` and
    /// `DELETE` on the other tables.
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

    /// Forgets answers that count no more, `most` at most; how many there were. It is for a
    /// background task: requests do not need it.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn reap(&self, most: u32) -> Result<u64, Error> {
        self.db.write().execute(REAP, &[&i64::from(most)]).await
    }

    /// How instances tell each other what is out of date.
    pub(in crate::store) fn bus(&self) -> PostgresBus {
        PostgresBus::new(self.db.clone())
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
