//! What the service is told when it starts.

use std::net::SocketAddr;

use hardpoint::Settings;

/// Checked when the service is built, and all of them when it starts.
#[derive(Debug, Settings)]
#[settings(prefix = "ORDERS", file = "orders/settings.toml")]
pub(crate) struct OrdersSettings {
    /// Where to listen: `LISTEN`.
    #[setting(env = "LISTEN")]
    pub(crate) listen: SocketAddr,
    /// How many threads serve: `ORDERS_WORKERS`.
    #[setting(default = 4, min = 1, max = 64)]
    pub(crate) workers: usize,
    #[setting(nested)]
    pub(crate) stock: StockSettings,
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
