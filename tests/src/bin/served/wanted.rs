//! What a test wants the service to be, told in variables.

use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;

use hardpoint::Environment;
use hardpoint::db::DbSettings;
use hardpoint::server::ServerSettings;

/// What a test wants the service to be.
pub(crate) struct Wanted {
    pub(crate) listen: SocketAddr,
    pub(crate) server: ServerSettings,
    pub(crate) drain_budget: Duration,
    pub(crate) database: Option<DbSettings>,
    /// How long the pool is given to close.
    pub(crate) pool_close: Duration,
    /// Where idempotency keys are kept, if not in the database.
    pub(crate) redis: Option<String>,
    /// What becomes of something that is done at the start.
    pub(crate) first: String,
    /// What becomes of something that is done at the end.
    pub(crate) last: String,
}

impl Wanted {
    pub(crate) fn of_this_process() -> Self {
        let environment = Environment::process();
        let get = |name: &str| environment.get(name).map(str::to_owned);
        let address = |name: &str| get(name).map(|text| text.parse().expect("an address"));
        let millis = |name: &str, otherwise| {
            let number = get(name).map(|text| text.parse().expect("a number"));
            Duration::from_millis(number.unwrap_or(otherwise))
        };
        let server = ServerSettings::default()
            .workers(2)
            .drain_delay(millis("DRAIN_DELAY_MS", 100));
        let server = match address("ADMIN") {
            Some(at) => server.admin(at),
            None => server.without_admin(),
        };
        let database = |url| {
            DbSettings::new(url)
                .pool_size(4)
                .acquire_timeout(Duration::from_secs(1))
        };
        Self {
            listen: address("LISTEN").expect("LISTEN"),
            server,
            drain_budget: millis("DRAIN_BUDGET_MS", 3_000),
            database: get("DATABASE_URL").map(database),
            pool_close: millis("POOL_CLOSE_MS", 30_000),
            redis: get("REDIS_URL"),
            first: get("FIRST").unwrap_or_default(),
            last: get("LAST").unwrap_or_default(),
        }
    }
}

/// What is done first or last meets its fate.
pub(crate) async fn meet(fate: String) -> Result<(), String> {
    match &*fate {
        "hangs" => pending().await,
        "blocks" => loop {
            std::thread::park();
        },
        "panics" => panic!("as code does"),
        "fails" => Err("no such table".to_owned()),
        _ => Ok(()),
    }
}
