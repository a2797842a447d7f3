//! The way to one server: a socket, TLS where it is asked for, and the greeting.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::select_ok;
use redis::aio::{MultiplexedConnection, PubSub};
use redis::{AsyncConnectionConfig, RedisConnectionInfo, RedisError};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;

use super::url::{Host, Tls};
use crate::authorities::authorities;
use crate::threads::Tied;
use crate::within::within;

/// How long each step of connecting may take.
const STEP: Duration = Duration::from_secs(1);
/// How long an answer may take at most, whatever the budget of its caller.
const ANSWER: Duration = Duration::from_secs(10);

/// How connections are made. Names are looked up each time, so that whoever they stand for now is
/// found.
#[derive(Clone)]
pub(super) struct Dialer {
    session: RedisConnectionInfo,
    tls: Option<TlsConnector>,
}

/// A socket of whatever kind.
trait Io: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

impl Dialer {
    /// An error says what is wrong with the files of TLS.
    pub(super) fn new(session: RedisConnectionInfo, tls: Option<&Tls>) -> Result<Self, String> {
        let tls = tls.map(connector).transpose()?;
        Ok(Self { session, tls })
    }

    /// A connection for commands, driven on the runtime of whoever calls, and what ends it for all
    /// who wait for answers.
    pub(super) async fn connection(
        &self,
        host: &Host,
    ) -> Result<(MultiplexedConnection, Tied), String> {
        let config = AsyncConnectionConfig::new().set_response_timeout(Some(ANSWER));
        let greeted = |stream| async {
            let (connection, driver) =
                MultiplexedConnection::new_with_config(&self.session, stream, config).await?;
            let driven = Tied::to(&tokio::spawn(driver));
            Ok((connection, driven))
        };
        self.dial(host, greeted).await
    }

    /// A connection for subscriptions, driven on the runtime of whoever calls.
    pub(super) async fn subscriber(&self, host: &Host) -> Result<PubSub, String> {
        self.dial(host, |stream| PubSub::new(&self.session, stream))
            .await
    }

    async fn dial<C, F>(
        &self,
        host: &Host,
        greet: impl FnOnce(Box<dyn Io>) -> F,
    ) -> Result<C, String>
    where
        F: Future<Output = Result<C, RedisError>>,
    {
        let stream = self.socket(host).await?;
        within(STEP, greet(stream))
            .await
            .map_err(|_late| format!("{host}: no answer within {STEP:?}"))?
            .map_err(|error| format!("{host}: {error}"))
    }

    async fn socket(&self, host: &Host) -> Result<Box<dyn Io>, String> {
        let stream = within(STEP, connect(host))
            .await
            .map_err(|_late| format!("{host}: no connection within {STEP:?}"))?
            .map_err(|error| format!("{host}: {error}"))?;
        let (Some(tls), Host::Tcp(name, _)) = (&self.tls, host) else {
            return Ok(stream);
        };
        let name = ServerName::try_from(name.clone())
            .map_err(|error| format!("{host}: no certificate can be for it: {error}"))?;
        let stream = within(STEP, tls.connect(name, stream))
            .await
            // One that waits for a command to end does not answer to the beginning of TLS.
            .map_err(|_late| {
                format!("{host}: no TLS within {STEP:?}: does it speak it on this port?")
            })?
            .map_err(|error| format!("{host}: no TLS: {error}"))?;
        Ok(Box::new(stream))
    }
}

async fn connect(host: &Host) -> io::Result<Box<dyn Io>> {
    match host {
        Host::Tcp(name, port) => Ok(Box::new(connect_to_any(name, *port).await?)),
        #[cfg(unix)]
        Host::Unix(path) => Ok(Box::new(UnixStream::connect(path).await?)),
    }
}

/// All addresses at the same time: the first that answers is taken.
async fn connect_to_any(name: &str, port: u16) -> io::Result<TcpStream> {
    let dialled: Vec<_> = lookup_host((name, port))
        .await?
        .map(|address| Box::pin(TcpStream::connect(address)))
        .collect();
    if dialled.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no address"));
    }
    let (stream, _others) = select_ok(dialled).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Its certificate is checked, always: for the host's name, and from an authority that is trusted.
///
/// The provider is named, so that it does not matter what others in the process have chosen.
fn connector(tls: &Tls) -> Result<TlsConnector, String> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(authorities("sslrootcert", tls.authorities.as_deref())?);
    let config = match &tls.identity {
        None => config.with_no_client_auth(),
        Some((certificate, key)) => {
            let (chain, key) = (chain(certificate)?, private_key(key)?);
            config
                .with_client_auth_cert(chain, key)
                .map_err(|error| format!("`sslcert` and `sslkey` do not fit: {error}"))?
        }
    };
    Ok(TlsConnector::from(Arc::new(config)))
}

fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .map_err(|error| format!("`sslcert`: {} cannot be used: {error}", file.display()))
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_file(file)
        .map_err(|error| format!("`sslkey`: {} cannot be used: {error}", file.display()))
}
