//! What the service is told when it starts.

use std::net::SocketAddr;
use std::time::Duration;

use hardpoint::Settings;

/// All of them have a default.
#[derive(Debug, Settings)]
#[settings(prefix = "MISBEHAVE")]
pub(crate) struct InventorySettings {
    /// Where to listen: `LISTEN`.
    #[setting(env = "LISTEN", default = "127.0.0.1:8090")]
    pub(crate) listen: SocketAddr,
    /// Where the admin listener is: `ADMIN`. Unless said, it is beside that of whoever depends on it.
    #[setting(env = "ADMIN", default = "127.0.0.1:9466")]
    pub(crate) admin: SocketAddr,
    /// How much later than it could it answers: `MISBEHAVE_LATENCY`.
    #[setting(default = "0ms", max = "20s")]
    pub(crate) latency: Duration,
    /// How many of a hundred answers are 502: `MISBEHAVE_ERRORS`.
    #[setting(default = 0, max = 100)]
    pub(crate) errors: u32,
    /// Whether it never answers: `MISBEHAVE_HANG`.
    #[setting(default = false)]
    pub(crate) hang: bool,
}
