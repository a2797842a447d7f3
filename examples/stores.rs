//! Where an example keeps its state: in what it is given the URLs of, else in its memory.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{Redis, StoreError};
use hardpoint::{Builder, Secret, Store};

/// What all instances of it share.
pub(crate) struct Stores {
    pub(crate) store: Store,
    pub(crate) db: Option<Db>,
}

impl Stores {
    /// Those at a PostgreSQL, at a Redis or Valkey, or both: then what is looked at most often is
    /// kept in Redis, and what must not be lost in PostgreSQL.
    pub(crate) async fn open(
        database: Option<&Secret<String>>,
        redis: Option<&Secret<String>>,
    ) -> Result<Self, Unusable> {
        let Some(database) = database else {
            let store = match redis {
                Some(url) => Store::redis(url.expose()).map_err(Unusable::redis)?,
                None => Store::memory(),
            };
            return Ok(Self { store, db: None });
        };
        let settings = DbSettings::new(database.expose());
        let db = Db::connect(&settings).await.map_err(Unusable::database)?;
        let store = Store::postgres(&db).await.map_err(Unusable::database)?;
        let store = match redis {
            Some(url) => {
                let redis = Redis::connect(url.expose()).map_err(Unusable::redis)?;
                store.rates(redis.clone()).cache(redis)
            }
            None => store,
        };
        let db = Some(db);
        Ok(Self { store, db })
    }
}

/// A service that hands its database to its handlers, and closes it at its end.
pub(crate) fn with_database(builder: Builder, db: &Db) -> Builder {
    let closed = db.clone();
    builder.app_data(db.clone()).on_stop("database", move || {
        let db = closed.clone();
        async move {
            db.close(CLOSED_WITHIN).await;
            Ok::<_, Infallible>(())
        }
    })
}

/// How long queries that still run are given when all requests have ended.
const CLOSED_WITHIN: Duration = Duration::from_secs(2);

/// A variable whose value is of no use, and why; not the value, for it has a password in it.
pub(crate) struct Unusable {
    variable: &'static str,
    why: String,
}

impl Unusable {
    fn database(error: hardpoint::db::Error) -> Self {
        Self::by("DATABASE_URL", &error)
    }

    fn redis(error: StoreError) -> Self {
        Self::by("REDIS_URL", &error)
    }

    pub(crate) fn by(variable: &'static str, error: &(dyn Error + 'static)) -> Self {
        let why = error.source().unwrap_or(error).to_string();
        Self { variable, why }
    }
}

impl Error for Unusable {}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.why)
    }
}

/// As it is read when it ends `main`.
impl fmt::Debug for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
