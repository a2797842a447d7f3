//! Sockets to a server: by its name for a connection, by its address for what concerns one.

use std::io;
use std::net::SocketAddr;
#[cfg(unix)]
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::net::{TcpStream, lookup_host};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

use super::budget::within;

/// A socket of whatever kind.
pub(super) type Stream = Box<dyn Io>;

/// What a connection needs of a socket.
pub(super) trait Io: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// One host of a server.
#[derive(Clone)]
pub(super) struct Target {
    host: Host,
    port: u16,
}

impl Target {
    /// The hosts that a URL names, in its order.
    pub(super) fn all(config: &Config) -> Vec<Self> {
        let ports = config.get_ports();
        let port = |at: usize| *ports.get(at).or(ports.first()).unwrap_or(&5432);
        let hosts = config.get_hosts().iter().cloned().enumerate();
        hosts
            .map(|(at, host)| Self {
                host,
                port: port(at),
            })
            .collect()
    }

    /// The name that its certificate must have; `None` where TLS makes no sense.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.host {
            Host::Tcp(name) => Some(name),
            #[cfg(unix)]
            Host::Unix(_) => None,
        }
    }

    /// A socket to one of its addresses, and to which.
    pub(super) async fn dial(&self, longest: Duration) -> io::Result<(Stream, Peer)> {
        let name = match &self.host {
            Host::Tcp(name) => name,
            #[cfg(unix)]
            Host::Unix(folder) => {
                let peer = Peer::Unix(folder.join(format!(".s.PGSQL.{}", self.port)));
                return Ok((peer.dial(longest).await?, peer));
            }
        };
        let addresses = within(longest, lookup_host((name.clone(), self.port)));
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the host's name has no address");
        for address in addresses.await.map_err(|_late| io::ErrorKind::TimedOut)?? {
            let peer = Peer::Tcp(address);
            match peer.dial(longest).await {
                Ok(stream) => return Ok((stream, peer)),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// The address to which a connection went.
#[derive(Clone)]
pub(super) enum Peer {
    Tcp(SocketAddr),
    #[cfg(unix)]
    Unix(PathBuf),
}

impl Peer {
    /// One more socket to the same server.
    pub(super) async fn dial(&self, longest: Duration) -> io::Result<Stream> {
        let dialled = async {
            Ok(match self {
                Self::Tcp(address) => {
                    let stream = TcpStream::connect(address).await?;
                    stream.set_nodelay(true)?;
                    Box::new(stream) as Stream
                }
                #[cfg(unix)]
                Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
            })
        };
        within(longest, dialled)
            .await
            .map_err(|_late| io::ErrorKind::TimedOut)?
    }
}
