//! What becomes of the servers behind a line, told to whoever relies on what they hold.

use tokio::sync::{Notify, watch};

/// Counted from zero, for as long as the line is open.
#[derive(Default)]
pub(super) struct Events {
    restarts: watch::Sender<u64>,
    reconnections: watch::Sender<u64>,
    /// A connection has been lost.
    pub(super) trouble: Notify,
}

impl Events {
    /// Another server answers than before, or one that has begun anew.
    pub(super) fn restarted(&self) {
        self.restarts.send_modify(|count| *count += 1);
    }

    /// A connection was lost and has been replaced.
    pub(super) fn reconnected(&self) {
        self.reconnections.send_modify(|count| *count += 1);
    }

    pub(super) fn restarts(&self) -> watch::Receiver<u64> {
        self.restarts.subscribe()
    }

    pub(super) fn reconnections(&self) -> watch::Receiver<u64> {
        self.reconnections.subscribe()
    }
}
