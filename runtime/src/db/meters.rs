//! What can be seen of a pool from outside: its connections, its waits, its statements.

use std::time::Duration;

use metrics::{Counter, Gauge, Histogram};

use crate::clock::{Clock, Moment};
use crate::context::RequestContext;
use crate::observe::{Share, catalogue};

/// The metrics of one pool, named by OpenTelemetry's semantic conventions for database clients
/// where those have a name, and recorded through the `metrics` facade.
///
/// Handles are looked up once, so a recorder of another kind than ours must be installed before
/// the pool is made. Every series exists from then on; pools are told apart as `primary`,
/// `replica-1` and so on, and `beside` where idempotency keys are kept there.
pub(super) struct Meters {
    _max: Share,
    used: Share,
    idle: Share,
    pending: Gauge,
    timeouts: Counter,
    create_time: Histogram,
    wait_time: Histogram,
    use_time: Histogram,
    operations: [Histogram; 4],
    cancelled: Counter,
    discarded: Counter,
    retries: Counter,
}

/// What came of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
    /// Its connection was lost.
    Lost,
    /// Nobody waited for its end.
    GivenUp,
}

impl Meters {
    pub(super) fn new(pool: &str, size: usize) -> Self {
        let operations = |outcome: &str| catalogue::DB_OPERATIONS.early_histogram([pool, outcome]);
        let connections = |state| Share::of(catalogue::DB_CONNECTIONS.early_gauge([pool, state]));
        let max = Share::of(catalogue::DB_CONNECTION_MAX.early_gauge([pool]));
        #[expect(clippy::cast_precision_loss, reason = "a pool is small")]
        max.set(size as f64);
        Self {
            _max: max,
            used: connections("used"),
            idle: connections("idle"),
            pending: catalogue::DB_PENDING.early_gauge([pool]),
            timeouts: catalogue::DB_TIMEOUTS.early_counter([pool]),
            create_time: catalogue::DB_CREATE_TIME.early_histogram([pool]),
            wait_time: catalogue::DB_WAIT_TIME.early_histogram([pool]),
            use_time: catalogue::DB_USE_TIME.early_histogram([pool]),
            operations: ["done", "refused", "lost", "given_up"].map(operations),
            cancelled: catalogue::DB_CANCELLED.early_counter([pool]),
            discarded: catalogue::DB_DISCARDED.early_counter([pool]),
            retries: catalogue::DB_RETRIES.early_counter([pool]),
        }
    }

    /// How many connections are in use, and how many lie idle.
    #[expect(clippy::cast_precision_loss, reason = "a pool is small")]
    pub(super) fn connections(&self, used: usize, idle: usize) {
        self.used.set(used as f64);
        self.idle.set(idle as f64);
    }

    /// Counts one caller as waiting, until the guard is dropped.
    pub(super) fn waiting(&self) -> Waiting<'_> {
        self.pending.increment(1.0);
        Waiting {
            meters: self,
            since: Clock::system().now(),
        }
    }

    /// A caller has got no connection in time.
    pub(super) fn timed_out(&self) {
        self.timeouts.increment(1);
    }

    /// A connection was made.
    pub(super) fn made(&self, took: Duration) {
        self.create_time.record(took.as_secs_f64());
    }

    /// A connection was used.
    pub(super) fn used(&self, took: Duration) {
        self.use_time.record(took.as_secs_f64());
    }

    /// A statement came to its end.
    pub(super) fn operation(&self, outcome: Outcome, took: Duration) {
        self.operations[outcome as usize].record(took.as_secs_f64());
    }

    /// The server was told to cancel a statement.
    pub(super) fn cancelled(&self) {
        self.cancelled.increment(1);
    }

    /// A connection was closed because nobody knows what state it is in.
    pub(super) fn discarded(&self) {
        self.discarded.increment(1);
    }

    /// Work that met a deadlock or a serialization failure was begun anew.
    pub(super) fn retried(&self) {
        self.retries.increment(1);
    }
}

/// One caller that waits for a connection.
pub(super) struct Waiting<'a> {
    meters: &'a Meters,
    since: Moment,
}

impl Waiting<'_> {
    /// The caller has got one.
    pub(super) fn has_one(self) {
        let waited = Clock::system().now().since(self.since);
        self.meters.wait_time.record(waited.as_secs_f64());
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.meters.pending.decrement(1.0);
        if let Some(request) = RequestContext::current() {
            let waited = Clock::system().now().since(self.since);
            request.spent().connections.add(waited);
        }
    }
}
