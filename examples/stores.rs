//! Where an example keeps its state: in what it is given the URLs of, else in its memory.

use std::error::Error;
use std::fmt;

use hardpoint::db::{Db, DbSettings};
use hardpoint::store::Redis;
use hardpoint::{Secret, Store};

/// What all instances of it share.
pub(crate) struct Stores {
    pub(crate) store: Store,
    pub(crate) db: Option<Db>,
}

impl Stores {
    /// Those at a PostgreSQL, at a Redis or Valkey, or both; `namespace` keeps one service's keys
    /// apart from another's.
    ///
    /// With both, what is looked at most often is kept in Redis, and what must not be lost in
    /// PostgreSQL.
    pub(crate) async fn open(
        database: Option<&Secret<String>>,
        redis: Option<&Secret<String>>,
        namespace: &str,
    ) -> Result<Self, Unusable> {
        let redis = redis
            .map(|url| Redis::connect(url.expose()))
            .transpose()
            .map_err(Unusable::by("REDIS_URL"))?;
        let db = match database {
            Some(url) => Some(Db::connect(&DbSettings::new(url.expose())).await),
            None => None,
        };
        let db = db.transpose().map_err(Unusable::by("DATABASE_URL"))?;
        let store = match &db {
            Some(db) => Store::postgres(db)
                .await
                .map_err(Unusable::by("DATABASE_URL"))?,
            None => Store::memory(),
        };
        let store = match redis {
            Some(redis) => store.rates(redis),
            None => store,
        };
        Ok(Self {
            store: store.namespace(namespace),
            db,
        })
    }
}

/// A variable whose value is of no use, and why; not the value, for it has a password in it.
pub(crate) struct Unusable {
    variable: &'static str,
    why: String,
}

impl Unusable {
    fn by<E: Error + 'static>(variable: &'static str) -> impl Fn(E) -> Self {
        move |error| Self {
            variable,
            why: error.source().unwrap_or(&error).to_string(),
        }
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
