//! The runtime on which all connections are driven, apart from those that serve requests.

use std::fmt;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};

use super::budget::within;

/// A runtime of its own, with threads of its own.
///
/// An actix worker is one thread: a connection that were driven on it would stand still whenever a
/// handler there keeps the thread to itself, and with it the queries of every other worker.
/// Dropping it ends everything that it drives, without waiting.
#[derive(Clone)]
pub(super) struct Driver(Arc<Inner>);

struct Inner {
    handle: Handle,
    runtime: Mutex<Option<Runtime>>,
    /// How many connections are open.
    connections: watch::Sender<usize>,
}

impl Driver {
    pub(super) fn start(threads: usize) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("hardpoint-db")
            .enable_all()
            .build()?;
        Ok(Self(Arc::new(Inner {
            handle: runtime.handle().clone(),
            runtime: Mutex::new(Some(runtime)),
            connections: watch::Sender::new(0),
        })))
    }

    /// Does `work` on this runtime, to its end, whoever waits for it.
    pub(super) fn spawn<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.0.handle.spawn(work)
    }

    /// Does `work` on this runtime, for as long as somebody waits for it.
    pub(super) async fn run<F>(&self, work: F) -> Option<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let task = self.spawn(work);
        let _tied = Tied::to(&task);
        task.await.ok()
    }

    /// Does `work` on this runtime, until the guard is dropped.
    pub(super) fn keep<F>(&self, work: F) -> Tied
    where
        F: Future<Output: Send> + Send + 'static,
    {
        Tied::to(&self.spawn(work))
    }

    /// Drives a connection; it counts as open until it ends or the guard is dropped.
    pub(super) fn drive<F>(&self, connection: F) -> Tied
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let open = Open::count(self.0.connections.clone());
        self.keep(async move {
            let _open = open;
            connection.await;
        })
    }

    /// Waits until no connection is open, for `longest` at most; then nothing runs here any more.
    pub(super) async fn shut_down(&self, longest: Duration) {
        let mut open = self.0.connections.subscribe();
        let _ = within(longest, open.wait_for(|open| *open == 0)).await;
        self.0.stop();
    }
}

impl Inner {
    /// Unlike dropping a runtime, this may be done from inside of one.
    fn stop(&self) {
        if let Some(runtime) = self.runtime.lock().take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").finish_non_exhaustive()
    }
}

/// Ends a task when it is dropped.
pub(super) struct Tied(Option<AbortHandle>);

impl Tied {
    fn to<T>(task: &JoinHandle<T>) -> Self {
        Self(Some(task.abort_handle()))
    }

    /// Ends the task now.
    pub(super) fn end(&self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }

    /// Lets the task come to its own end.
    pub(super) fn release(&mut self) {
        self.0 = None;
    }
}

impl Drop for Tied {
    fn drop(&mut self) {
        self.end();
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
