//! The threads on which all connections are driven, and how many connections are open.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::budget::within;
use crate::threads::Threads;
pub(super) use crate::threads::Tied;

/// Threads for connections, which are counted. Clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Driver {
    threads: Threads,
    /// How many connections are open.
    connections: watch::Sender<usize>,
}

impl Driver {
    pub(super) fn start(threads: usize) -> io::Result<Self> {
        Ok(Self {
            threads: Threads::start("hardpoint-db", threads)?,
            connections: watch::Sender::new(0),
        })
    }

    /// Does `work` on these threads, to its end, whoever waits for it.
    pub(super) fn spawn<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.threads.spawn(work)
    }

    /// Does `work` on these threads, for as long as somebody waits for it.
    pub(super) async fn run<F>(&self, work: F) -> Option<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let task = self.spawn(work);
        let _tied = Tied::to(&task);
        task.await.ok()
    }

    /// Does `work` on these threads, until the guard is dropped.
    pub(super) fn keep<F>(&self, work: F) -> Tied
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.threads.keep(work)
    }

    /// Drives a connection; it counts as open until it ends or the guard is dropped.
    pub(super) fn drive<F>(&self, connection: F) -> Tied
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let open = Open::count(self.connections.clone());
        self.keep(async move {
            let _open = open;
            connection.await;
        })
    }

    /// Waits until no connection is open, for `longest` at most; then nothing runs here any more.
    pub(super) async fn shut_down(&self, longest: Duration) {
        let mut open = self.connections.subscribe();
        let _ = within(longest, open.wait_for(|open| *open == 0)).await;
        self.threads.stop();
    }
}

/// Counts one connection for as long as it lives.
struct Open(watch::Sender<usize>);

impl Open {
    fn count(connections: watch::Sender<usize>) -> Self {
        connections.send_modify(|open| *open += 1);
        Self(connections)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}
