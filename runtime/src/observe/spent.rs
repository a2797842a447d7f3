//! What a request has asked of others: how often, and for how long it waited.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// What a request has asked of others so far.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    /// Statements of databases, those that begin and end a transaction among them.
    #[cfg(feature = "postgres")]
    pub(crate) statements: Tally,
    /// Connections of databases.
    #[cfg(feature = "postgres")]
    pub(crate) connections: Tally,
    /// Calls of stores.
    pub(crate) stores: Tally,
    /// Calls of dependencies, with all their attempts.
    pub(crate) dependencies: Tally,
}

impl Spent {
    pub(super) fn statements(&self) -> Option<u32> {
        #[cfg(feature = "postgres")]
        return self.statements.count();
        #[cfg(not(feature = "postgres"))]
        None
    }

    pub(super) fn statement_micros(&self) -> Option<u64> {
        #[cfg(feature = "postgres")]
        return self.statements.micros();
        #[cfg(not(feature = "postgres"))]
        None
    }

    pub(super) fn connection_micros(&self) -> Option<u64> {
        #[cfg(feature = "postgres")]
        return self.connections.micros();
        #[cfg(not(feature = "postgres"))]
        None
    }
}

/// How often something was asked for, and for how long in all: what goes on side by side counts as
/// often as it goes on.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    count: AtomicU32,
    micros: AtomicU64,
}

impl Tally {
    /// Counts one that took so long.
    pub(crate) fn add(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// How often; nothing where it never was.
    pub(super) fn count(&self) -> Option<u32> {
        let count = self.count.load(Ordering::Relaxed);
        (count > 0).then_some(count)
    }

    /// For how many microseconds; nothing where it was never asked for.
    pub(super) fn micros(&self) -> Option<u64> {
        let micros = self.micros.load(Ordering::Relaxed);
        self.count().map(|_| micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_asked_for_has_no_time() {
        let tally = Tally::default();
        assert_eq!((tally.count(), tally.micros()), (None, None));
        tally.add(Duration::from_micros(7));
        tally.add(Duration::from_nanos(2_999));
        assert_eq!((tally.count(), tally.micros()), (Some(2), Some(9)));
    }
}
