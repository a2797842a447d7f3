//! What the lab is told when it starts.

use std::net::SocketAddr;
use std::time::Duration;

use hardpoint::{Secret, Settings};

/// All of them have a default, or may be left out.
#[derive(Debug, Settings)]
#[settings(prefix = "LAB")]
pub(crate) struct LabSettings {
    /// Where to listen: `LISTEN`.
    #[setting(env = "LISTEN", default = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Where the admin listener is: `ADMIN`. Unless said, it is where a server's usually is, if
    /// that is free.
    #[setting(env = "ADMIN")]
    pub(crate) admin: Option<SocketAddr>,
    /// How long requests are still taken after it was told to stop: `LAB_DRAIN_DELAY`.
    #[setting(default = "5s", min = "0ms", max = "20s")]
    pub(crate) drain_delay: Duration,
    /// The PostgreSQL that all instances share, `postgres://…`: `DATABASE_URL`.
    #[setting(env = "DATABASE_URL")]
    pub(crate) database_url: Option<Secret<String>>,
    /// The Redis or Valkey that all instances share, `redis://…`: `REDIS_URL`.
    #[setting(env = "REDIS_URL")]
    pub(crate) redis_url: Option<Secret<String>>,
    /// How long a request waits for one of them where it can do without: `LAB_STORE_BUDGET`.
    #[setting(default = "20ms", min = "1ms", max = "10s")]
    pub(crate) store_budget: Duration,
    /// What this process is called in the rows that it writes; where it listens, unless `INSTANCE`
    /// says otherwise.
    #[setting(env = "INSTANCE")]
    pub(crate) instance: Option<String>,
    /// With which tokens are signed, HS256: `LAB_JWT_SECRET`. Without it there is nothing that asks for
    /// one.
    pub(crate) jwt_secret: Option<Secret<String>>,
    /// The `iss` that they must have, any unless said: `LAB_JWT_ISSUER`.
    pub(crate) jwt_issuer: Option<String>,
    /// The `aud` that they must have, any unless said: `LAB_JWT_AUDIENCE`.
    pub(crate) jwt_audience: Option<String>,
}
