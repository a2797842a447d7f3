//! A cable between an instance and its server, to be cut.

use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, lookup_host};
use tokio::sync::watch;

/// What becomes of what goes over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Passes,
    /// It is gone, and nobody is told.
    Vanishes,
    /// Only what the instance says arrives.
    NoAnswer,
    /// Connections are closed, and none is made.
    Refused,
}

/// Which connections are concerned: all, or those on which somebody says this.
pub(crate) type Sign = Option<&'static str>;

/// A cable, which can be cut.
#[derive(Debug)]
pub(crate) struct Cable {
    /// Where the instance finds the server.
    pub(crate) address: SocketAddr,
    fate: watch::Sender<Fate>,
}

impl Cable {
    /// One to `server`; only connections with that sign are ever cut.
    pub(crate) async fn to(server: &str, sign: Sign) -> Self {
        let mut found = lookup_host(server).await.expect("a server");
        let server = found.next().expect("an address");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let fate = watch::Sender::new(Fate::Passes);
        let fates = fate.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(lay(client, server, sign, fates.subscribe()));
            }
        });
        Self { address, fate }
    }

    /// From now on that becomes of everything.
    pub(crate) fn now(&self, fate: Fate) {
        self.fate.send_replace(fate);
    }

    /// The same URL, by this cable.
    pub(crate) fn url(&self, url: &str) -> String {
        url.replace(&place_of(url), &self.address.to_string())
    }
}

/// `host:port` of a URL.
pub(crate) fn place_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    rest.split('/').next().expect("a place").to_owned()
}

async fn lay(client: TcpStream, server: SocketAddr, sign: Sign, fate: watch::Receiver<Fate>) {
    let mut refused = fate.clone();
    // With a sign, whether this is one of those connections is not known yet.
    if sign.is_none() && *fate.borrow() == Fate::Refused {
        return;
    }
    let Ok(server) = TcpStream::connect(server).await else {
        return;
    };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let concerned = Arc::new(Mutex::new(sign.is_none()));
    let there = pass(
        from_client,
        to_server,
        fate.clone(),
        sign,
        &concerned,
        |fate| matches!(fate, Fate::Passes | Fate::NoAnswer),
    );
    let back = pass(from_server, to_client, fate, None, &concerned, |fate| {
        fate == Fate::Passes
    });
    let closed = async {
        loop {
            if *refused.borrow_and_update() == Fate::Refused && *concerned.lock() {
                return;
            }
            if refused.changed().await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = there => {}
        () = back => {}
        () = closed => {}
    }
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    fate: watch::Receiver<Fate>,
    sign: Sign,
    concerned: &Mutex<bool>,
    passes: impl Fn(Fate) -> bool,
) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let said = &bytes[..count];
        if sign.is_some_and(|sign| said.windows(sign.len()).any(|word| word == sign.as_bytes())) {
            *concerned.lock() = true;
            if *fate.borrow() == Fate::Refused {
                return;
            }
        }
        let is_lost = *concerned.lock() && !passes(*fate.borrow());
        if !is_lost && to.write_all(said).await.is_err() {
            return;
        }
    }
}
