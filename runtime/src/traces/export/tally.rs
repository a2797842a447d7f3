//! What became of spans: each is sent, or its loss is counted.

use std::sync::atomic::{AtomicU64, Ordering};

use metrics::Counter;

use crate::observe::catalogue::TRACE_SPANS;

/// What became of the spans that were recorded.
#[derive(Debug)]
pub(in crate::traces) struct Tally {
    /// Neither sent nor lost yet.
    open: AtomicU64,
    lost: AtomicU64,
    sent: Counter,
    no_room: Counter,
    refused: Counter,
    unanswered: Counter,
    ended: Counter,
}

/// Why spans are lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::traces) enum Loss {
    /// Too many of them wait.
    NoRoom,
    /// The collector does not take them.
    Refused,
    /// The collector is away, or does not answer in time.
    Unanswered,
    /// The process ends.
    Ended,
}

impl Tally {
    pub(in crate::traces) fn new() -> Self {
        let became = |outcome| TRACE_SPANS.early_counter([outcome]);
        Self {
            open: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            sent: became("sent"),
            no_room: became("no_room"),
            refused: became("refused"),
            unanswered: became("unanswered"),
            ended: became("ended"),
        }
    }

    /// One more is to be sent.
    pub(super) fn open(&self) {
        self.open.fetch_add(1, Ordering::Relaxed);
    }

    /// So many were sent.
    pub(super) fn sent(&self, count: u64) {
        self.close(count);
        self.sent.increment(count);
    }

    /// So many are lost.
    pub(super) fn lost(&self, count: u64, why: Loss) {
        self.close(count);
        self.lost.fetch_add(count, Ordering::Relaxed);
        let counter = match why {
            Loss::NoRoom => &self.no_room,
            Loss::Refused => &self.refused,
            Loss::Unanswered => &self.unanswered,
            Loss::Ended => &self.ended,
        };
        counter.increment(count);
    }

    fn close(&self, count: u64) {
        let less = |open: u64| Some(open.saturating_sub(count));
        let _ = self
            .open
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// How many there are of which nobody will ever hear: all that are not sent by now.
    pub(in crate::traces) fn end(&self) -> u64 {
        let open = self.open.load(Ordering::Relaxed);
        if open > 0 {
            self.lost(open, Loss::Ended);
        }
        open
    }

    /// How many were lost so far.
    pub(in crate::traces) fn all_lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}
