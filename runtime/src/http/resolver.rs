//! Names to addresses, and the refusal of those that nobody from outside may send us to.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolving};

use super::address::objection;

/// The addresses of a name, or why there are none.
pub type Resolved = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Finds the addresses of names: a resolver of your own, given to
/// [`ClientBuilder::resolver`](super::ClientBuilder::resolver).
///
/// What it answers is checked by the client, and connected to: it is not asked again in between.
///
/// ```
/// use std::net::IpAddr;
/// use hardpoint::http::{Resolve, Resolved};
///
/// /// Everything is at one address.
/// struct Fixed(IpAddr);
///
/// impl Resolve for Fixed {
///     fn resolve(&self, _name: &str) -> Resolved {
///         let address = self.0;
///         Box::pin(async move { Ok(vec![address]) })
///     }
/// }
/// ```
pub trait Resolve: Send + Sync + 'static {
    /// The addresses of `name`, the best one first.
    fn resolve(&self, name: &str) -> Resolved;
}

/// The resolver of the system (`getaddrinfo`), on threads where waiting harms nobody.
#[derive(Debug, Clone, Copy)]
pub(super) struct System;

impl Resolve for System {
    fn resolve(&self, name: &str) -> Resolved {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || (&*name, 0).to_socket_addrs());
            let found = found.await.map_err(io::Error::other)??;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// For origins that the operator has named: whatever address they have.
pub(super) struct Anywhere(pub(super) Arc<dyn Resolve>);

impl reqwest::dns::Resolve for Anywhere {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.0.resolve(name.as_str());
        Box::pin(async move { Ok(with_ports(found.await?)) })
    }
}

/// For all others: names of which one address is refused are refused.
///
/// The addresses that are checked here are those that are connected to, so that a name that means
/// another address a moment later gains nothing.
pub(super) struct Outside {
    pub(super) resolver: Arc<dyn Resolve>,
    pub(super) allowed: Arc<[IpNet]>,
}

impl reqwest::dns::Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        let (found, allowed) = (
            self.resolver.resolve(name.as_str()),
            Arc::clone(&self.allowed),
        );
        Box::pin(async move {
            let found = found.await?;
            let objected = found
                .iter()
                .find_map(|address| objection(*address, &allowed));
            match objected {
                Some(kind) => Err(Inside { kind }.into()),
                None => Ok(with_ports(found)),
            }
        })
    }
}

/// The port is the URL's; 0 says so.
fn with_ports(found: Vec<IpAddr>) -> Addrs {
    Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)))
}

/// A name has an address that is no part of the internet.
#[derive(Debug)]
pub(super) struct Inside {
    pub(super) kind: &'static str,
}

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an address of the name is {}", self.kind)
    }
}

impl StdError for Inside {}
