//! How much a server takes, and how long it waits.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// How much a server takes, and how long it waits; each has a safe default.
///
/// ```
/// use std::time::Duration;
/// use hardpoint::prelude::*;
/// use hardpoint::server::ServerSettings;
///
/// let settings = ServerSettings::default()
///     .workers(2)
///     .drain_delay(Duration::from_secs(10))
///     .without_admin();
/// let builder = Hardpoint::builder().server(settings);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSettings {
    pub(crate) workers: Option<usize>,
    pub(crate) connections: usize,
    pub(crate) keep_alive: Duration,
    pub(crate) head_timeout: Duration,
    pub(crate) drain_delay: Duration,
    pub(crate) admin: Admin,
}

/// Where the admin listener is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admin {
    /// Where it is unless somebody says otherwise; another process may be there already.
    Usual,
    /// Where it was told to be.
    At(SocketAddr),
    /// Nowhere.
    Off,
}

impl Admin {
    const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

    pub(crate) fn address(self) -> Option<SocketAddr> {
        match self {
            Self::Usual => Some(Self::USUAL),
            Self::At(at) => Some(at),
            Self::Off => None,
        }
    }
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            workers: None,
            connections: 10_000,
            keep_alive: Duration::from_secs(5),
            head_timeout: Duration::from_secs(5),
            drain_delay: Duration::from_secs(5),
            admin: Admin::Usual,
        }
    }
}

impl ServerSettings {
    /// How many threads serve requests; as many as the machine has processors unless said.
    #[must_use]
    pub fn workers(mut self, threads: usize) -> Self {
        self.workers = Some(threads);
        self
    }

    /// How many connections are open at once, 10,000 unless said; further ones wait until one of
    /// them is closed. Each worker has an equal part, of one at least.
    #[must_use]
    pub fn connections(mut self, most: usize) -> Self {
        self.connections = most;
        self
    }

    /// How long a connection stays open on which nothing is asked, 5 seconds unless said; at least
    /// one, or zero for closing each after its answer. The end of the process waits for none.
    #[must_use]
    pub fn keep_alive(mut self, longest: Duration) -> Self {
        self.keep_alive = longest;
        self
    }

    /// How long a client may take over the head of its first request, 5 seconds unless said and at
    /// least one; then it is 408. A head has 128 KiB and 96 lines at most, or it is 431.
    ///
    /// Nobody times the heads of further requests on a connection: actix-web has no such limit, and
    /// a client can hold connections with them. Where no proxy stands between, and that matters,
    /// [`keep_alive`](Self::keep_alive) of zero makes each request the first of its connection.
    #[must_use]
    pub fn head_timeout(mut self, longest: Duration) -> Self {
        self.head_timeout = longest;
        self
    }

    /// How long requests are still taken after the process was told to stop, 5 seconds unless said:
    /// so long a load balancer may need to notice. It is a part of the
    /// [drain budget](crate::Builder::drain_budget).
    #[must_use]
    pub fn drain_delay(mut self, delay: Duration) -> Self {
        self.drain_delay = delay;
        self
    }

    /// Where the admin listener is, `127.0.0.1:9464` unless said. It has no authentication: whoever
    /// reaches it may read what the service promises and how it is.
    ///
    /// Where nothing is said and another process has that address, such as a second instance, the
    /// log says so and this one goes without; an address that is said must be free.
    #[must_use]
    pub fn admin(mut self, at: SocketAddr) -> Self {
        self.admin = Admin::At(at);
        self
    }

    /// No admin listener.
    #[must_use]
    pub fn without_admin(mut self) -> Self {
        self.admin = Admin::Off;
        self
    }
}
