//! A server of HTTP/1.1 that fails as a test tells it to, and remembers what was asked of it.
//!
//! What is scripted is done request by request, in the order of their arrival; after the script, and
//! without one, what the server does by itself. Order is a matter of gates, not of time: a request
//! that is held at one goes on when the test opens it, and is seen to be aborted when its client
//! leaves before.

mod act;
mod conversation;
mod seen;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::sync::{mpsc as orders, watch};
use tokio::task::JoinSet;

use self::conversation::converse;
use crate::free_address;

pub use self::act::{Act, Gate};
pub use self::seen::{Arrival, Counts};

/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that listens on a port of its own until it is dropped, also where it is dead for a while.
pub struct Faulty {
    /// Where it listens, when it does.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    orders: Option<orders::UnboundedSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

/// What its conversations share.
struct Shared {
    script: Mutex<VecDeque<Act>>,
    manner: Mutex<Manner>,
    counts: watch::Sender<Counts>,
}

/// What is done where nothing is scripted.
type Manner = Box<dyn FnMut(&Arrival) -> Act + Send>;

/// What the thread of a server is told to do, and whom it tells when that is done.
#[derive(Debug)]
enum Order {
    Die(mpsc::Sender<()>),
    Live(mpsc::Sender<()>),
}

impl Faulty {
    /// One that answers 200 with `{}`, until it is told otherwise.
    pub fn start() -> Self {
        Self::that(|_| Act::json("{}"))
    }

    /// One that does what `manner` says of each request.
    pub fn that(manner: impl FnMut(&Arrival) -> Act + Send + 'static) -> Self {
        let address = free_address();
        let shared = Arc::new(Shared {
            script: Mutex::default(),
            manner: Mutex::new(Box::new(manner)),
            counts: watch::Sender::default(),
        });
        let (orders, heard) = orders::unbounded_channel();
        let served = Arc::clone(&shared);
        let thread = std::thread::spawn(move || serve(address, &served, heard));
        let server = Self {
            address,
            shared,
            orders: Some(orders),
            thread: Some(thread),
        };
        server.live();
        server
    }

    /// Where a path is on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The next requests are treated so, one by one, whoever sends them.
    pub fn next(&self, acts: impl IntoIterator<Item = Act>) {
        self.shared.script.lock().extend(acts);
    }

    /// From now on, what is not scripted is treated so.
    pub fn now(&self, manner: impl FnMut(&Arrival) -> Act + Send + 'static) {
        *self.shared.manner.lock() = Box::new(manner);
    }

    /// Stops to listen and resets all connections: who connects from now on is refused.
    pub fn die(&self) {
        self.order(Order::Die);
    }

    /// Listens again, where it did.
    pub fn live(&self) {
        self.order(Order::Live);
    }

    /// What has been asked of it so far.
    pub fn counts(&self) -> Counts {
        self.shared.counts.borrow().clone()
    }

    /// Waits until it is so, for as long as a test has patience.
    pub async fn until(&self, is_so: impl FnMut(&Counts) -> bool) {
        let mut counts = self.shared.counts.subscribe();
        let so = tokio::time::timeout(PATIENCE, counts.wait_for(is_so)).await;
        let so = so.map(|found| found.map(|_| ()));
        assert!(so.is_ok(), "it never comes to that: {:#?}", self.counts());
    }

    /// Has the server do something, and waits until that is done.
    fn order(&self, order: impl FnOnce(mpsc::Sender<()>) -> Order) {
        let (done, when_done) = mpsc::channel();
        let orders = self.orders.as_ref().expect("it is there");
        orders.send(order(done)).expect("it has not ended");
        when_done.recv().expect("it does as it is told");
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        // Without anybody to tell it anything, it ends.
        drop(self.orders.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.counts();
        f.debug_struct("Faulty")
            .field("address", &self.address)
            .field("counts", &counts)
            .finish_non_exhaustive()
    }
}

impl Shared {
    /// Writes a request down, and says what is done with it.
    fn take(&self, mut arrival: Arrival) -> Act {
        {
            let counts = self.counts.borrow();
            arrival.number = counts.asked();
            arrival.attempt = arrival.key().map_or(0, |key| counts.attempts(key));
        }
        let scripted = self.script.lock().pop_front();
        let act = scripted.unwrap_or_else(|| (self.manner.lock())(&arrival));
        self.counts.send_modify(|counts| counts.arrived(arrival));
        act
    }
}

/// The thread of a server, until nobody is there to tell it anything.
fn serve(address: SocketAddr, shared: &Arc<Shared>, orders: orders::UnboundedReceiver<Order>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(listen(address, shared, orders));
}

async fn listen(
    address: SocketAddr,
    shared: &Arc<Shared>,
    mut orders: orders::UnboundedReceiver<Order>,
) {
    let mut listener = None;
    // What is dropped with it are all connections: each is reset.
    let mut conversations = JoinSet::new();
    loop {
        let connected = async {
            match &listener {
                Some(listener) => TcpListener::accept(listener).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            order = orders.recv() => match order {
                None => return,
                Some(Order::Die(done)) => {
                    listener = None;
                    conversations.shutdown().await;
                    let _ = done.send(());
                }
                Some(Order::Live(done)) => {
                    let bound = TcpListener::bind(address).await;
                    listener.get_or_insert(bound.expect("its port is free"));
                    let _ = done.send(());
                }
            },
            Ok((stream, _)) = connected => {
                shared.counts.send_modify(|counts| counts.connections += 1);
                conversations.spawn(converse(stream, Arc::clone(shared)));
            }
            Some(_) = conversations.join_next() => {}
        }
    }
}
