//! What a `Db` is told: where its servers are, and how long it waits for what.

use std::fmt;
use std::time::Duration;

use crate::settings::Secret;

/// How long a caller waits for a connection unless said.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// What a [`Db`](super::Db) is told: where its servers are, and how long it waits for what.
///
/// ```
/// use std::time::Duration;
/// use hardpoint::db::DbSettings;
///
/// let settings = DbSettings::new("postgres://shop@db.example/shop?sslmode=verify-full")
///     .replica("postgres://shop@replica-1.example/shop?sslmode=verify-full")
///     .pool_size(20)
///     .statement_timeout(Duration::from_secs(10));
/// ```
///
/// # URLs
///
/// `postgres://user:password@host:port/database`, as libpq reads them, with several hosts where
/// the first that takes writes is the primary (`host1,host2`). Of the options,
///
/// | `sslmode` | what it means |
/// |---|---|
/// | `disable` | no TLS |
/// | `prefer` (unless said) | TLS where the server offers it: no protection from who is in between |
/// | `require` | TLS, with whoever answers |
/// | `verify-full` | TLS, with a certificate for the host's name, from an authority in the file that `sslrootcert` names, or else one that the system trusts |
///
/// # From a file and the environment
///
/// It is a struct of settings, to be nested in those of a service:
///
/// ```
/// use hardpoint::{Environment, Settings, db::DbSettings};
///
/// #[derive(Debug, Settings)]
/// #[settings(prefix = "SHOP")]
/// struct AppSettings {
///     /// `SHOP_DATABASE_URL`, `SHOP_DATABASE_POOL_SIZE`, …; the rest has defaults.
///     #[setting(nested)]
///     database: DbSettings,
/// }
///
/// let environment = Environment::of([
///     ("SHOP_DATABASE_URL", "postgres://shop@db.example/shop"),
///     ("SHOP_DATABASE_STATEMENT_TIMEOUT", "10s"),
/// ]);
/// let settings = AppSettings::load_from(&environment, None)?.into_inner();
/// # let _ = settings.database;
/// # Ok::<(), hardpoint::SettingsError>(())
/// ```
#[derive(Clone, crate::Settings)]
#[settings(crate = "crate")]
pub struct DbSettings {
    pub(super) url: Secret<String>,
    pub(super) replicas: Option<Secret<Vec<String>>>,
    pub(super) application_name: Option<String>,
    #[setting(default = 10, min = 1)]
    pub(super) pool_size: usize,
    #[setting(default = "3s", min = "1ms")]
    pub(super) connect_timeout: Duration,
    #[setting(default = "0s")]
    pub(super) startup_wait: Duration,
    #[setting(default = "3s", min = "1ms")]
    pub(super) acquire_timeout: Duration,
    #[setting(default = "30s", min = "1ms")]
    pub(super) statement_timeout: Duration,
    #[setting(default = "30s", min = "1ms")]
    pub(super) idle_in_transaction_timeout: Duration,
    #[setting(default = "2s", min = "1ms")]
    pub(super) cleanup_timeout: Duration,
    #[setting(default = "30m", min = "1s")]
    pub(super) max_lifetime: Duration,
    #[setting(default = 128, min = 1)]
    pub(super) statement_cache: usize,
    #[setting(default = 8, min = 1)]
    pub(super) transaction_attempts: u32,
    #[setting(default = "5s", min = "1ms")]
    pub(super) max_replica_lag: Duration,
    #[setting(default = "1s", min = "1ms")]
    pub(super) probe_interval: Duration,
    #[setting(default = 2, min = 1, max = 64)]
    pub(super) threads: usize,
}

impl DbSettings {
    /// A primary, and the defaults.
    pub fn new(primary: impl Into<String>) -> Self {
        Self {
            url: Secret::new(primary.into()),
            replicas: None,
            application_name: None,
            pool_size: 10,
            connect_timeout: Duration::from_secs(3),
            startup_wait: Duration::ZERO,
            acquire_timeout: ACQUIRE_TIMEOUT,
            statement_timeout: Duration::from_secs(30),
            idle_in_transaction_timeout: Duration::from_secs(30),
            cleanup_timeout: Duration::from_secs(2),
            max_lifetime: Duration::from_secs(30 * 60),
            statement_cache: 128,
            transaction_attempts: 8,
            max_replica_lag: Duration::from_secs(5),
            probe_interval: Duration::from_secs(1),
            threads: 2,
        }
    }

    /// The URLs of the replicas.
    pub(super) fn replicas(&self) -> &[String] {
        self.replicas.as_ref().map_or(&[], |urls| urls.expose())
    }

    /// One more replica, for [`Db::read`](super::Db::read).
    #[must_use]
    pub fn replica(mut self, url: impl Into<String>) -> Self {
        let mut urls = self.replicas().to_vec();
        urls.push(url.into());
        self.replicas = Some(Secret::new(urls));
        self
    }

    /// As whom the connections show themselves in `pg_stat_activity`; what the URL says, or else
    /// `hardpoint`.
    #[must_use]
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = Some(name.into());
        self
    }

    /// How many connections there are to each server at most, 10 unless said; at least 1.
    #[must_use]
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = connections.max(1);
        self
    }

    /// How long making a connection may take, 3 s unless said.
    #[must_use]
    pub fn connect_timeout(mut self, longest: Duration) -> Self {
        self.connect_timeout = longest;
        self
    }

    /// How long [`Db::connect`](super::Db::connect) goes on trying where the primary cannot be reached,
    /// not at all unless said: then it says so after one attempt, in a `connect_timeout` at most.
    ///
    /// A service that is started together with its database, or again during an outage, need not
    /// be started by somebody else until it succeeds: it waits for so long, and serves nothing
    /// meanwhile.
    #[must_use]
    pub fn startup_wait(mut self, longest: Duration) -> Self {
        self.startup_wait = longest;
        self
    }

    /// How long a caller waits for a connection before it is told to come back, 3 s unless said;
    /// in any case for seven eighths of what is left of its deadline at most, so that there is time
    /// to say so. Where it is longer than the `timeout` of every endpoint, and this is the database of
    /// `idempotent = "tx"`, the service does not start: nobody would wait for so long.
    #[must_use]
    pub fn acquire_timeout(mut self, longest: Duration) -> Self {
        self.acquire_timeout = longest;
        self
    }

    /// How long a statement may take where no deadline is nearer, 30 s unless said.
    #[must_use]
    pub fn statement_timeout(mut self, longest: Duration) -> Self {
        self.statement_timeout = longest;
        self
    }

    /// How long the server lets a transaction be open with nothing said, 30 s unless said. It is
    /// what ends the transactions of a process that has vanished without its sockets.
    #[must_use]
    pub fn idle_in_transaction_timeout(mut self, longest: Duration) -> Self {
        self.idle_in_transaction_timeout = longest;
        self
    }

    /// How long cancelling what was given up, and rolling it back, may take before its connection
    /// is closed instead, 2 s each unless said.
    #[must_use]
    pub fn cleanup_timeout(mut self, longest: Duration) -> Self {
        self.cleanup_timeout = longest;
        self
    }

    /// How old a connection grows, half an hour unless said, give or take a tenth.
    #[must_use]
    pub fn max_lifetime(mut self, longest: Duration) -> Self {
        self.max_lifetime = longest;
        self
    }

    /// How many prepared statements each connection keeps, 128 unless said; at least 1.
    #[must_use]
    pub fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = statements.max(1);
        self
    }

    /// How often work is tried in all that meets deadlocks or serialization failures, 8 times
    /// unless said; at least once.
    #[must_use]
    pub fn transaction_attempts(mut self, attempts: u32) -> Self {
        self.transaction_attempts = attempts.max(1);
        self
    }

    /// How far a replica may be behind and still be read from, 5 s unless said.
    #[must_use]
    pub fn max_replica_lag(mut self, longest: Duration) -> Self {
        self.max_replica_lag = longest;
        self
    }

    /// How often replicas are looked at, every second unless said.
    #[must_use]
    pub fn probe_interval(mut self, interval: Duration) -> Self {
        self.probe_interval = interval;
        self
    }

    /// How many threads drive the connections, 2 unless said; at least 1.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }
}

/// The URLs have passwords in them: they are not shown.
impl fmt::Debug for DbSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DbSettings")
            .field("replicas", &self.replicas().len())
            .field("pool_size", &self.pool_size)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;
    use crate::settings::Settings as _;

    #[derive(crate::Settings)]
    #[settings(crate = "crate", prefix = "T")]
    struct Outer {
        #[setting(nested)]
        db: DbSettings,
    }

    #[test]
    fn the_defaults_are_the_same_wherever_settings_come_from() {
        let read = Environment::of([("T_DB_URL", "postgres://a"), ("T_DB_REPLICAS", "b, c")]);
        let read = Outer::load_from(&read, None).unwrap().into_inner().db;
        assert_eq!(read.replicas(), ["b", "c"]);
        let made = DbSettings::new("postgres://a").replica("b").replica("c");
        let all = |settings: DbSettings| {
            let DbSettings {
                url,
                replicas,
                application_name,
                pool_size,
                connect_timeout,
                startup_wait,
                acquire_timeout,
                statement_timeout,
                idle_in_transaction_timeout,
                cleanup_timeout,
                max_lifetime,
                statement_cache,
                transaction_attempts,
                max_replica_lag,
                probe_interval,
                threads,
            } = settings;
            let times = [
                connect_timeout,
                startup_wait,
                acquire_timeout,
                statement_timeout,
                idle_in_transaction_timeout,
                cleanup_timeout,
                max_lifetime,
                max_replica_lag,
                probe_interval,
            ];
            let numbers = (pool_size, statement_cache, transaction_attempts, threads);
            let urls = (
                url.expose().clone(),
                replicas.map(|urls| urls.expose().clone()),
            );
            (urls, application_name, times, numbers)
        };
        assert_eq!(all(read), all(made));
    }
}
