//! The client for other services, over real sockets: where it goes, how long it waits, what it takes.

mod along;
mod bodies;
mod calls;
mod connections;
mod destinations;
mod metrics;
mod names;
mod proxies;
mod redirects;
mod server;
mod statuses;
mod tls;

use hardpoint::http::{Client, ClientBuilder};
use ipnet::IpNet;

use self::server::Server;

/// A client whose base is `server`.
fn client_of(server: &Server) -> ClientBuilder {
    Client::builder("tested").base_url(server.url())
}

/// A client for the URLs of strangers, to whom this machine's addresses are not closed.
fn client_for_strangers() -> ClientBuilder {
    Client::builder("strangers").allow_private([net("127.0.0.0/8")])
}

fn net(text: &str) -> IpNet {
    text.parse().expect("a network")
}
