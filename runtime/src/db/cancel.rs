//! Cancelling at the server what nobody waits for any more.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio_postgres::CancelToken;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::budget::within;
use super::dial::{Peer, Stream};

/// What it takes to cancel the statement that a connection runs.
#[derive(Clone)]
pub(super) struct Cancel {
    pub(super) token: CancelToken,
    pub(super) peer: Peer,
    pub(super) name: String,
    pub(super) tls: MakeRustlsConnect,
}

impl Cancel {
    /// Cancels whatever the connection runs now; whether the server has heard of it in time.
    ///
    /// A cancellation names a connection, not a statement: one that comes late hits the statement
    /// after. The server closes the socket once it has passed the cancellation on, and only then
    /// is this done; a connection is not used again before.
    pub(super) async fn send(mut self, longest: Duration) -> bool {
        let sent = async {
            let shared = Shared(Arc::new(Mutex::new(self.peer.dial(longest).await?)));
            let Ok(tls) = MakeTlsConnect::<Shared>::make_tls_connect(&mut self.tls, &self.name);
            let token = self.token.cancel_query_raw(shared.clone(), tls);
            token.await.map_err(io::Error::other)?;
            shared.until_closed().await
        };
        matches!(within(longest, sent).await, Ok(Ok(())))
    }
}

/// A socket that outlives the one who writes the cancellation, and closes it without a look at
/// what the server does.
#[derive(Clone)]
struct Shared(Arc<Mutex<Stream>>);

impl Shared {
    async fn until_closed(mut self) -> io::Result<()> {
        let mut rest = [0; 256];
        while self.read(&mut rest).await? > 0 {}
        Ok(())
    }
}

impl AsyncRead for Shared {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut **self.0.lock()).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Shared {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut **self.0.lock()).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut **self.0.lock()).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut **self.0.lock()).poll_shutdown(cx)
    }
}
