//! A wire between a database and its client that counts what goes over it.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How long answers are held back, so that everything that does not wait for them is ahead.
const DELAY: Duration = Duration::from_millis(25);

/// What has gone over a wire.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Traffic {
    /// How often the client has said something after it had been answered.
    pub round_trips: u32,
    /// How often it has said `COMMIT`.
    pub commits: usize,
    is_answered: bool,
}

/// Stands between a database and its client, counts, and holds answers back for a while.
#[derive(Debug)]
pub struct Wire {
    url: String,
    traffic: Arc<Mutex<Traffic>>,
}

impl Wire {
    /// One to the database at `url`, for as long as this runtime is there.
    pub async fn to(url: &str) -> Self {
        let (before, after) = url.split_once('@').expect("a user");
        let (place, name) = after.split_once('/').expect("a database");
        let mut places = tokio::net::lookup_host(place).await.expect("an address");
        let server = places.next().expect("an address");
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("an address");
        let traffic = Arc::default();
        tokio::spawn(accept(listener, server, Arc::clone(&traffic)));
        Self {
            url: format!("{before}@{address}/{name}"),
            traffic,
        }
    }

    /// Where the database is for whoever is to be counted.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What goes over the wire while `work` is done.
    pub async fn during(&self, work: impl Future) -> Traffic {
        *self.traffic.lock() = Traffic {
            is_answered: true,
            ..Traffic::default()
        };
        work.await;
        Traffic {
            is_answered: false,
            ..*self.traffic.lock()
        }
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, traffic: Arc<Mutex<Traffic>>) {
    while let Ok((client, _)) = listener.accept().await {
        let server = TcpStream::connect(server)
            .await
            .expect("the server answers");
        tokio::spawn(pass(client, server, Arc::clone(&traffic)));
    }
}

async fn pass(client: TcpStream, server: TcpStream, traffic: Arc<Mutex<Traffic>>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async {
        let mut bytes = [0; 16 * 1024];
        while let Ok(count @ 1..) = from_client.read(&mut bytes).await {
            let said = &bytes[..count];
            {
                let mut traffic = traffic.lock();
                traffic.round_trips += u32::from(std::mem::take(&mut traffic.is_answered));
                traffic.commits += said.windows(7).filter(|word| word == b"COMMIT\0").count();
            }
            if to_server.write_all(said).await.is_err() {
                break;
            }
        }
    };
    let back = async {
        let mut bytes = [0; 16 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut bytes).await {
            let _ = tokio::time::timeout(DELAY, pending::<()>()).await;
            traffic.lock().is_answered = true;
            if to_client.write_all(&bytes[..count]).await.is_err() {
                break;
            }
        }
    };
    tokio::join!(there, back);
}
