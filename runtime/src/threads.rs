//! Threads of our own, on which connections are driven apart from those that serve requests.

use std::fmt;
use std::future::Future;
use std::io;
use std::sync::Arc;

use parking_lot::Mutex;
#[cfg(feature = "http-client")]
use tokio::runtime::EnterGuard;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{AbortHandle, JoinHandle};
use tracing::Instrument as _;

/// A runtime of its own, with threads of its own.
///
/// An actix worker is one thread: a connection that were driven on it would stand still whenever a
/// handler there keeps the thread to itself, and with it the calls of every other worker.
/// Dropping it ends everything that it drives, without waiting.
#[derive(Clone)]
pub(crate) struct Threads(Arc<Inner>);

struct Inner {
    handle: Handle,
    runtime: Mutex<Option<Runtime>>,
}

impl Threads {
    pub(crate) fn start(name: &str, threads: usize) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name(name)
            .enable_all()
            .build()?;
        Ok(Self(Arc::new(Inner {
            handle: runtime.handle().clone(),
            runtime: Mutex::new(Some(runtime)),
        })))
    }

    /// Does `work` on this runtime, to its end, whoever waits for it. What it logs is logged where
    /// it is asked for: for a request, with its id.
    pub(crate) fn spawn<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.0.handle.spawn(work.in_current_span())
    }

    /// Does `work` on this runtime, until the guard is dropped.
    pub(crate) fn keep<F>(&self, work: F) -> Tied
    where
        F: Future<Output: Send> + Send + 'static,
    {
        Tied::to(&self.0.handle.spawn(work))
    }

    /// What this thread begins meanwhile, connections and timers among it, is driven here.
    #[cfg(feature = "http-client")]
    pub(crate) fn enter(&self) -> EnterGuard<'_> {
        self.0.handle.enter()
    }

    /// Ends everything that it drives.
    #[cfg(any(feature = "otel", feature = "postgres"))]
    pub(crate) fn stop(&self) {
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

impl fmt::Debug for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").finish_non_exhaustive()
    }
}

/// Ends a task when it is dropped.
pub(crate) struct Tied(Option<AbortHandle>);

impl Tied {
    pub(crate) fn to<T>(task: &JoinHandle<T>) -> Self {
        Self(Some(task.abort_handle()))
    }

    /// Ends the task now.
    pub(crate) fn end(&self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }

    /// Lets the task come to its own end.
    #[cfg(feature = "postgres")]
    pub(crate) fn release(&mut self) {
        self.0 = None;
    }
}

impl Drop for Tied {
    fn drop(&mut self) {
        self.end();
    }
}
