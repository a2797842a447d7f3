//! What a test wants an instance to be, told in variables.

use std::time::Duration;

use hardpoint::Environment;
use hardpoint::db::DbSettings;

/// How many prepared statements each of its connections keeps.
const STATEMENTS: usize = 32;

/// What a test wants an instance to be.
pub(crate) struct Wanted {
    /// How its rows are signed.
    pub(crate) name: String,
    /// Whether a handler's effect is committed for itself, apart from the claim: the mistake that
    /// a checker must find.
    pub(crate) effects_apart: bool,
    /// How many connections it may have.
    pub(crate) pool: usize,
    pub(crate) database: DbSettings,
    /// Where idempotency keys are kept that are no transaction's, if not in the database.
    pub(crate) redis: Option<String>,
    /// Where answers are kept for all instances, if anywhere.
    pub(crate) cache: Option<String>,
}

impl Wanted {
    pub(crate) fn of_this_process() -> Self {
        let environment = Environment::process();
        let get = |name: &str, otherwise: &str| {
            let value = environment.get(name).unwrap_or(otherwise);
            value.to_owned()
        };
        let number = |name: &str, otherwise: u64| {
            let value = environment.get(name).and_then(|value| value.parse().ok());
            value.unwrap_or(otherwise)
        };
        let millis = |name: &str, otherwise| Duration::from_millis(number(name, otherwise));
        let pool = usize::try_from(number("POOL_SIZE", 8)).unwrap_or(8);
        let database = DbSettings::new(get("DATABASE_URL", ""))
            .pool_size(pool)
            .connect_timeout(Duration::from_secs(5))
            .acquire_timeout(millis("ACQUIRE_MS", 1_000))
            .statement_timeout(Duration::from_secs(5))
            .cleanup_timeout(Duration::from_millis(500))
            .statement_cache(STATEMENTS)
            .idle_in_transaction_timeout(millis("IDLE_IN_TRANSACTION_MS", 30_000));
        Self {
            name: get("INSTANCE", "only"),
            effects_apart: environment.get("EFFECTS_APART").is_some(),
            pool,
            database,
            redis: environment.get("REDIS_URL").map(str::to_owned),
            cache: environment.get("CACHE_URL").map(str::to_owned),
        }
    }
}
