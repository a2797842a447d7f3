//! What the service is told when it starts.

use std::net::SocketAddr;
use std::time::Duration;

use hardpoint::auth::JwtSettings;
use hardpoint::server::ServerSettings;
use hardpoint::{Secret, Settings};

/// Checked when the service is built, and all of them when it starts.
#[derive(Debug, Settings)]
#[settings(prefix = "ORDERS", file = "orders/settings.toml")]
pub(crate) struct OrdersSettings {
    /// Where to listen: `LISTEN`.
    #[setting(env = "LISTEN")]
    pub(crate) listen: SocketAddr,
    /// Where the admin listener is: `ADMIN`. Unless said, it is where a server's usually is, if
    /// that is free.
    #[setting(env = "ADMIN")]
    pub(crate) admin: Option<SocketAddr>,
    /// How long requests are still taken after it was told to stop: `ORDERS_DRAIN_DELAY`.
    #[setting(default = "5s", min = "0ms", max = "20s")]
    pub(crate) drain_delay: Duration,
    /// How many threads serve: `ORDERS_WORKERS`.
    #[setting(default = 4, min = 1, max = 64)]
    pub(crate) workers: usize,
    /// The PostgreSQL that all instances share, `postgres://…`: `DATABASE_URL`. Without one, orders
    /// are kept in memory.
    #[setting(env = "DATABASE_URL")]
    pub(crate) database_url: Option<Secret<String>>,
    /// The Redis or Valkey that all instances share, `redis://…`: `REDIS_URL`.
    #[setting(env = "REDIS_URL")]
    pub(crate) redis_url: Option<Secret<String>>,
    /// The service that knows what the warehouse has, `http://…`: `INVENTORY_URL`. Without one, there
    /// is no warehouse.
    #[setting(env = "INVENTORY_URL")]
    pub(crate) inventory_url: Option<String>,
    /// How long a request waits for one of them where it can do without: `ORDERS_STORE_BUDGET`.
    #[setting(default = "20ms", min = "1ms", max = "10s")]
    pub(crate) store_budget: Duration,
    /// How many instances share them: `ORDERS_REPLICAS`.
    #[setting(default = 1, min = 1, max = 1000)]
    pub(crate) replicas: u32,
    /// With what the cursors of lists are signed, 16 bytes or more: `ORDERS_CURSOR_KEY`. Several
    /// instances need the same; one alone makes its own.
    pub(crate) cursor_key: Option<Secret<String>>,
    /// Whose tokens are good: `ORDERS_JWT_ISSUER`, `ORDERS_JWT_AUDIENCE`, `ORDERS_JWT_SECRET`, …
    /// Where nothing is said of them, nobody is asked who they are.
    #[setting(nested)]
    pub(crate) jwt: JwtSettings,
    #[setting(nested)]
    pub(crate) stock: StockSettings,
}

impl OrdersSettings {
    /// What they say of the server.
    pub(crate) fn server(&self) -> ServerSettings {
        let server = ServerSettings::default()
            .workers(self.workers)
            .drain_delay(self.drain_delay);
        match self.admin {
            Some(admin) => server.admin(admin),
            None => server,
        }
    }
}

/// How many of each there are at first: `ORDERS_STOCK_ANVIL`, and `anvil` under `[stock]`.
#[derive(Debug, Settings)]
pub(crate) struct StockSettings {
    #[setting(max = 1000)]
    pub(crate) anvil: u32,
    #[setting(max = 1000)]
    pub(crate) rope: u32,
    #[setting(max = 1000)]
    pub(crate) rocket: u32,
}

impl StockSettings {
    /// What they are called, and how many of each.
    pub(crate) fn articles(&self) -> [(&'static str, u32); 3] {
        [
            ("anvil", self.anvil),
            ("rope", self.rope),
            ("rocket", self.rocket),
        ]
    }
}
