//! An address that stands for one server, and later for another: what a name or a proxy is to a client.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Passes connections on to a server, for as long as it lives.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    target: Arc<Mutex<String>>,
    passing: Arc<Mutex<Vec<JoinHandle<()>>>>,
    accepting: JoinHandle<()>,
}

impl Relay {
    /// On a free port of the loopback, to a `host:port`.
    pub async fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let target = Arc::new(Mutex::new(target.to_owned()));
        let passing = Arc::new(Mutex::new(Vec::new()));
        let (to, all) = (Arc::clone(&target), Arc::clone(&passing));
        let accepting = tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let to = locked(&to).clone();
                let pass = tokio::spawn(async move {
                    if let Ok(mut server) = TcpStream::connect(to).await {
                        let _ = copy_bidirectional(&mut client, &mut server).await;
                    }
                });
                locked(&all).push(pass);
            }
        });
        Self {
            address,
            target,
            passing,
            accepting,
        }
    }

    /// Host and port.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// New connections lead there; those that are, stay.
    pub fn lead_to(&self, target: &str) {
        target.clone_into(&mut locked(&self.target));
    }

    /// Ends all connections that are.
    pub fn cut(&self) {
        for pass in locked(&self.passing).drain(..) {
            pass.abort();
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

fn locked<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
