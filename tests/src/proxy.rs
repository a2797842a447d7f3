//! A proxy before a server, which holds what is said at the words that a test names, and cuts.

use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A proxy; connections through it end with it.
#[derive(Debug)]
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<watch::Sender<State>>,
}

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The client, to the server.
    Client,
    /// The server, to the client.
    Server,
}

#[derive(Debug, Clone, Default)]
struct State {
    /// What is waited for.
    trap: Option<(Side, Vec<u8>)>,
    /// Whether somebody has said it, and is being held.
    is_held: bool,
    /// How often everything was cut.
    cuts: u64,
}

impl Proxy {
    /// Begins to pass on what is said to `server` and by it.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(watch::Sender::new(State::default()));
        let shared = Arc::downgrade(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Some(state) = shared.upgrade() else {
                    return;
                };
                tokio::spawn(pass(client, server, state.subscribe(), state));
            }
        });
        Self { address, state }
    }

    /// One before the server at `url`, and the same URL by it.
    pub async fn before(url: &str) -> (Self, String) {
        let (user, rest) = url.split_once('@').expect("a user");
        let (place, name) = rest.split_once('/').expect("a database");
        let mut places = tokio::net::lookup_host(place).await.expect("an address");
        let proxy = Self::to(places.next().expect("an address")).await;
        let url = format!("{user}@{}/{name}", proxy.address);
        (proxy, url)
    }

    /// From now on, whoever first says these words is held just before, with all that follows on
    /// the same way of the same connection.
    pub fn hold(&self, side: Side, words: &str) {
        let trap = Some((side, words.as_bytes().to_owned()));
        self.state.send_modify(|state| {
            state.trap = trap;
            state.is_held = false;
        });
    }

    /// Resolves once somebody is held.
    pub async fn held(&self) {
        let mut state = self.state.subscribe();
        tokio::time::timeout(PATIENCE, state.wait_for(|state| state.is_held))
            .await
            .expect("somebody says it")
            .expect("the proxy is there");
    }

    /// Lets go who is held.
    pub fn let_go(&self) {
        self.state.send_modify(|state| state.is_held = false);
    }

    /// Resets all connections; what was held is lost.
    pub fn cut(&self) {
        self.state.send_modify(|state| {
            state.trap = None;
            state.is_held = false;
            state.cuts += 1;
        });
    }
}

async fn pass(
    client: TcpStream,
    server: SocketAddr,
    mut state: watch::Receiver<State>,
    sender: Arc<watch::Sender<State>>,
) {
    let Ok(server) = TcpStream::connect(server).await else {
        return;
    };
    for stream in [&client, &server] {
        // Where this ends, so do both, at once.
        let _ = stream.set_nodelay(true);
        let _ = stream.set_zero_linger();
    }
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let held = Arc::downgrade(&sender);
    drop(sender);
    let cuts = state.borrow().cuts;
    let both = async {
        tokio::join!(
            one_way(Side::Client, from_client, to_server, held.clone(), cuts),
            one_way(Side::Server, from_server, to_client, held, cuts)
        )
    };
    tokio::select! {
        // What is cut is not let go.
        biased;
        // Resolves with an error where the proxy is gone.
        _ = state.wait_for(|state| state.cuts != cuts) => {}
        _ = both => {}
    }
}

async fn one_way(
    side: Side,
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    state: Weak<watch::Sender<State>>,
    cuts: u64,
) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let said = &bytes[..count];
        let held = state.upgrade().and_then(|state| caught(&state, side, said));
        if let Some(mut held) = held {
            let is_let_go = held.wait_for(|state| !state.is_held || state.cuts != cuts);
            // What is cut is not let go; and the end of the proxy is the end of this.
            if !is_let_go.await.is_ok_and(|state| state.cuts == cuts) {
                break;
            }
        }
        if to.write_all(said).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

/// What to wait for, where this is what the trap is set for.
fn caught(state: &watch::Sender<State>, side: Side, said: &[u8]) -> Option<watch::Receiver<State>> {
    let is_caught = state.send_if_modified(|state| {
        let is_it = |(wanted, words): &(Side, Vec<u8>)| {
            *wanted == side && said.windows(words.len()).any(|part| part == words)
        };
        if !state.trap.as_ref().is_some_and(is_it) {
            return false;
        }
        state.trap = None;
        state.is_held = true;
        true
    });
    is_caught.then(|| state.subscribe())
}
