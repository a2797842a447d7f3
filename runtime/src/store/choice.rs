//! Which stores a runtime uses.

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "redis")]
use super::StoreError;
use super::bus::Bus;
use super::cache_store::{AnyCacheStore, CacheStore};
use super::idempotency_store::{AnyIdempotencyStore, IdempotencyStore};
#[cfg(feature = "postgres")]
use super::postgres::{Ledger, Postgres};
use super::rate_store::{AnyRateStore, RateStore};
#[cfg(feature = "redis")]
use super::redis::Redis;
#[cfg(feature = "postgres")]
use crate::db::{Db, Error};

/// Where a runtime keeps what outlives a request: in memory, unless said.
///
/// With more than one instance of a service, limits in memory hold for each of them alone. In a
/// store that all share, they hold for all of them together:
///
/// ```no_run
/// # #[cfg(feature = "redis")] {
/// use hardpoint::{Hardpoint, Store};
///
/// let hardpoint = Hardpoint::builder()
///     .store(Store::redis("redis://cache.example")?.namespace("shop"))
///     .expected_replicas(3)
///     .build()?;
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [What happens while it is away](crate::store) is told there.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) rates: Option<Arc<dyn AnyRateStore>>,
    pub(super) idempotency: Option<Arc<dyn AnyIdempotencyStore>>,
    pub(super) cache: Option<Arc<dyn AnyCacheStore>>,
    /// How instances tell each other what is out of date, unless transactions do.
    pub(super) bus: Option<Arc<dyn Bus>>,
    #[cfg(feature = "postgres")]
    pub(super) transactions: Option<Postgres>,
    pub(crate) namespace: String,
    pub(super) budget: Duration,
    pub(crate) staleness: Duration,
    pub(super) idempotency_budget: Duration,
}

/// In memory.
impl Default for Store {
    fn default() -> Self {
        Self {
            rates: None,
            idempotency: None,
            cache: None,
            bus: None,
            staleness: Duration::from_secs(2),
            #[cfg(feature = "postgres")]
            transactions: None,
            namespace: String::new(),
            budget: Duration::from_millis(20),
            idempotency_budget: Duration::from_secs(1),
        }
    }
}

impl Store {
    /// In this process's memory: nothing is shared, and nothing is faster.
    pub fn memory() -> Self {
        Self::default()
    }

    /// Rate limits, idempotency keys and a second level of the cache in the Redis (5 or later) or
    /// Valkey at `url`, such as `redis://:secret@host:6379`, `rediss://host` for TLS, or
    /// `redis+cluster://a,b` ([all of them](crate::store#redis-and-valkey)); instances tell each other
    /// by it [what is out of date](crate::store#what-is-out-of-date).
    ///
    /// It is connected to in the background: a service starts while Redis is away.
    ///
    /// # Errors
    ///
    /// Where the URL cannot be read, or a file that it names.
    #[cfg(feature = "redis")]
    pub fn redis(url: &str) -> Result<Self, StoreError> {
        let redis = Redis::connect(url)?;
        let mut store = Self::memory()
            .rates(redis.clone())
            .idempotency(redis.clone())
            .cache(redis.clone());
        store.bus = Some(Arc::new(redis));
        Ok(store)
    }

    /// Rate limits, idempotency keys, and what is done under `idempotent = "tx"`, in the database
    /// `db`, in a schema of its own, `hardpoint`; all else in memory. Instances tell each other by it
    /// [what is out of date](crate::store#what-is-out-of-date).
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] where the role may not do what is needed, with what would allow it.
    #[cfg(feature = "postgres")]
    pub async fn postgres(db: &Db) -> Result<Self, Error> {
        let postgres = Postgres::open(db).await?;
        postgres.connect().await;
        Ok(Self::memory()
            .rates(postgres.clone())
            .idempotency(postgres.clone())
            .transactions(postgres))
    }

    /// Records in `postgres` what is done under `idempotent = "tx"`. Without one, a service that
    /// says `tx` does not start. Instances tell each other by it what is out of date, whatever else
    /// is said.
    #[cfg(feature = "postgres")]
    #[must_use]
    pub fn transactions(mut self, postgres: Postgres) -> Self {
        self.transactions = Some(postgres);
        self
    }

    /// Keeps rate limits in `rates`.
    #[must_use]
    pub fn rates(mut self, rates: impl RateStore) -> Self {
        self.rates = Some(Arc::new(rates));
        self
    }

    /// Keeps the idempotency keys of endpoints without `tx` in `keys`.
    #[must_use]
    pub fn idempotency(mut self, keys: impl IdempotencyStore) -> Self {
        self.idempotency = Some(Arc::new(keys));
        self
    }

    /// Keeps answers in `cache` as well, as a second level behind this process's memory:
    /// [what becomes of them](crate::store#answers-that-instances-share).
    #[must_use]
    pub fn cache(mut self, cache: impl CacheStore) -> Self {
        self.cache = Some(Arc::new(cache));
        self
    }

    /// Whose keys they are: services with different names share a store without sharing limits,
    /// idempotency keys or answers.
    /// Instances of one service have the same; empty unless said.
    #[must_use]
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = name.into();
        self
    }

    /// How long a request waits for a decision on its rates, or for a look into the second level of
    /// the cache, 20 milliseconds unless said. After that the store counts as away.
    #[must_use]
    pub fn budget(mut self, longest: Duration) -> Self {
        self.budget = longest;
        self
    }

    /// For how long an instance may serve a stored answer of which it does not know that nobody has
    /// invalidated it, 2 seconds unless said: the bound on what is out of date anywhere, whatever
    /// becomes of the messages. [The proof](crate::store#what-is-out-of-date) is told there. With zero, every answer from memory
    /// is looked up again, or made again, where others may invalidate, too.
    #[must_use]
    pub fn staleness(mut self, longest: Duration) -> Self {
        self.staleness = longest;
        self
    }

    /// How instances tell each other what is out of date, if they do.
    pub(crate) fn bus(&self) -> Option<Arc<dyn Bus>> {
        #[cfg(feature = "postgres")]
        if let Some(postgres) = &self.transactions {
            return Some(Arc::new(postgres.bus()));
        }
        self.bus.clone()
    }

    /// How long a request waits for a step of its idempotency key, such as its claim: 1 second
    /// unless said, for what is granted is written to disk first. After that the store counts as
    /// away, and the request is refused.
    #[must_use]
    pub fn idempotency_budget(mut self, longest: Duration) -> Self {
        self.idempotency_budget = longest;
        self
    }

    /// Whose keys they are.
    pub(crate) fn namespace_of_keys(&self) -> &str {
        &self.namespace
    }

    /// Whether `idempotent = "tx"` can be kept.
    pub(crate) fn has_transactions(&self) -> bool {
        #[cfg(feature = "postgres")]
        return self.transactions.is_some();
        #[cfg(not(feature = "postgres"))]
        return false;
    }

    /// How long a connection for a transaction is waited for, if that was said.
    pub(crate) fn pool_wait(&self) -> Option<Duration> {
        #[cfg(feature = "postgres")]
        return self.transactions.as_ref()?.db().said_acquire_timeout();
        #[cfg(not(feature = "postgres"))]
        return None;
    }

    /// What is done in transactions.
    #[cfg(feature = "postgres")]
    pub(crate) fn ledger(&self) -> Option<Ledger> {
        self.transactions.as_ref().map(Postgres::ledger)
    }
}
