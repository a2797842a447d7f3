//! What the jobs of these tests do, and what is seen of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use hardpoint::JobRun;
use hardpoint::prelude::*;
use parking_lot::Mutex;
use tokio::sync::{Semaphore, watch};

use crate::scene::in_time;

/// What the runs of a test have in common.
pub(crate) struct Probe {
    /// When those runs were due that have begun, in milliseconds.
    begun: watch::Sender<Vec<u64>>,
    ids: Mutex<Vec<String>>,
    going_on: watch::Sender<usize>,
    most: AtomicUsize,
    /// What runs of `held` wait for.
    pub(crate) gate: Semaphore,
    /// Until when runs of `blocks` block.
    pub(crate) free: AtomicBool,
}

impl Default for Probe {
    fn default() -> Self {
        Self {
            begun: watch::Sender::default(),
            ids: Mutex::default(),
            going_on: watch::Sender::default(),
            most: AtomicUsize::new(0),
            gate: Semaphore::new(0),
            free: AtomicBool::new(false),
        }
    }
}

impl Probe {
    pub(crate) fn enter(&self, run: &JobRun) -> Going<'_> {
        self.ids.lock().push(run.id().to_string());
        self.going_on.send_modify(|count| *count += 1);
        self.most
            .fetch_max(*self.going_on.borrow(), Ordering::SeqCst);
        self.begun.send_modify(|begun| begun.push(run.fence()));
        Going(self)
    }

    /// Waits until so many have begun.
    pub(crate) async fn until_begun(&self, count: usize) -> Vec<u64> {
        let mut begun = self.begun.subscribe();
        let begun = in_time(begun.wait_for(|begun| begun.len() >= count)).await;
        begun.expect("the sender lives").clone()
    }

    /// Waits until none goes on.
    pub(crate) async fn until_quiet(&self) {
        let mut going_on = self.going_on.subscribe();
        let quiet = in_time(going_on.wait_for(|count| *count == 0)).await;
        quiet.expect("the sender lives");
    }

    pub(crate) fn begun(&self) -> usize {
        self.begun.borrow().len()
    }

    /// How many have gone on at once, at most.
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// Goes on until it is dropped.
pub(crate) struct Going<'a>(&'a Probe);

impl Drop for Going<'_> {
    fn drop(&mut self) {
        self.0.going_on.send_modify(|count| *count -= 1);
    }
}

/// Ends at once.
#[job(every = "1h", timeout = "10m")]
pub(crate) async fn quick(probe: Data<Arc<Probe>>, run: JobRun) {
    drop(probe.enter(&run));
}

/// Waits until it is let go.
#[job(every = "1h", timeout = "10m")]
pub(crate) async fn held(probe: Data<Arc<Probe>>, run: JobRun) {
    let _going = probe.enter(&run);
    probe.gate.acquire().await.expect("never closed").forget();
}

/// The same for longer than until the next is due.
#[job(every = "1h", timeout = "10h", overlap = "skip")]
pub(crate) async fn long(probe: Data<Arc<Probe>>, run: JobRun) {
    let _going = probe.enter(&run);
    probe.gate.acquire().await.expect("never closed").forget();
}

/// Begins a while after it is due, and when the service starts.
#[job(every = "1h", jitter = "30m", on_start)]
pub(crate) async fn jittered(probe: Data<Arc<Probe>>, run: JobRun) {
    drop(probe.enter(&run));
}

#[job(every = "1h")]
pub(crate) async fn fails(probe: Data<Arc<Probe>>, run: JobRun) -> Result<(), std::io::Error> {
    drop(probe.enter(&run));
    Err(std::io::Error::other("no paper"))
}

#[job(every = "1h")]
pub(crate) async fn panics(probe: Data<Arc<Probe>>, run: JobRun) {
    let _going = probe.enter(&run);
    panic!("as jobs do");
}

/// Blocks its thread until it is let go, whatever it is told.
#[job(every = "1h", timeout = "10m")]
pub(crate) async fn blocks(probe: Data<Arc<Probe>>, run: JobRun) {
    let _going = probe.enter(&run);
    while !probe.free.load(Ordering::SeqCst) {
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

/// Computes, and asks now and then whether it should end.
#[job(every = "1h", timeout = "10m")]
pub(crate) async fn asks(probe: Data<Arc<Probe>>, run: JobRun) {
    let _going = probe.enter(&run);
    while !run.is_over() {
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

/// What each instance does for itself.
#[job(every = "1h", per = "instance")]
pub(crate) async fn each(probe: Data<Arc<Probe>>) {
    let _ = probe;
}

/// Runs at the start, and waits until it is let go.
#[job(every = "1h", timeout = "10m", on_start)]
pub(crate) async fn resumed(probe: Data<Arc<Probe>>, run: JobRun) {
    let _going = probe.enter(&run);
    probe.gate.acquire().await.expect("never closed").forget();
}

/// Blocks its thread from the start on, until it is let go.
#[job(every = "1h", timeout = "10m", on_start)]
pub(crate) async fn stuck(probe: Data<Arc<Probe>>, run: JobRun) {
    let _going = probe.enter(&run);
    while !probe.free.load(Ordering::SeqCst) {
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

/// Is due every second, and ends at once.
#[job(every = "1s", timeout = "1s")]
pub(crate) async fn brief(probe: Data<Arc<Probe>>, run: JobRun) {
    drop(probe.enter(&run));
}
