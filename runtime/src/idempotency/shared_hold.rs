//! A run's hold on a key in a store that instances share.

use std::sync::Arc;
use std::time::Duration;

use super::claim::cut_off_in_doubt;
use crate::clock::Clock;
use crate::store::{Lease, StoredResponse, WatchedIdempotency};

/// How long to wait before a renewal that was not heard is tried again.
const RENEW_AGAIN: Duration = Duration::from_millis(200);

/// A key in a shared store that is this run's.
///
/// Dropped, wherever and why ever, it is settled in the background: released, or completed where the
/// work was done, or may have been. Should this process not live to do so, the lease runs out.
pub(super) struct SharedHold {
    store: Arc<WatchedIdempotency>,
    lease: Lease,
    state: State,
}

enum State {
    Running,
    /// The work has come to an end that frees the key.
    Free,
    /// The work is done, and this is its answer where that is kept.
    Done(Option<Arc<[u8]>>),
    /// The store knows.
    Settled,
}

impl SharedHold {
    pub(super) fn new(store: Arc<WatchedIdempotency>, lease: Lease) -> Self {
        Self {
            store,
            lease,
            state: State::Running,
        }
    }

    /// Renews the lease at every third of it, until it is lost.
    ///
    /// The time is the system's, as the store's is, whatever clock a test has given to the request.
    pub(super) async fn keep_alive(&self) {
        let clock = Clock::system();
        loop {
            clock.sleep(self.lease.length / 3).await;
            loop {
                match self.store.renew(&self.lease).await {
                    Some(true) => break,
                    Some(false) => return,
                    None => clock.sleep(RENEW_AGAIN).await,
                }
            }
        }
    }

    /// Records that the work is done, with its answer unless that is not kept.
    pub(super) async fn complete(mut self, answer: Option<StoredResponse>) {
        let bytes: Option<Arc<[u8]>> =
            answer.and_then(|answer| Some(Arc::from(answer.to_bytes()?)));
        // From here on it is completed, whatever becomes of this future.
        self.state = State::Done(bytes.clone());
        match self.store.complete(&self.lease, bytes.as_deref()).await {
            Some(true) => {}
            Some(false) => self.store.completed_too_late(),
            None => return,
        }
        self.state = State::Settled;
    }

    /// Gives the key back: the next request with it runs.
    pub(super) async fn release(mut self) {
        self.state = State::Free;
        if self.store.release(&self.lease).await.is_some() {
            self.state = State::Settled;
        }
    }
}

impl Drop for SharedHold {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.state, State::Settled) {
            State::Running if cut_off_in_doubt().is_some() => {
                self.store.complete_soon(self.lease.clone(), None);
            }
            State::Running | State::Free => self.store.release_soon(self.lease.clone()),
            State::Done(answer) => self.store.complete_soon(self.lease.clone(), answer),
            State::Settled => {}
        }
    }
}
