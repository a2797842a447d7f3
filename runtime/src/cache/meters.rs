//! What the cache has for requests, and what it holds, counted.

use metrics::Counter;

use super::recall::Lookup;
use crate::observe::catalogue::{CACHE_ENTRIES, CACHE_REQUESTS, CACHE_STORED};
use crate::observe::{Place, Share};

/// What the cache had for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Had {
    /// An answer.
    Hit,
    /// An answer that is renewed meanwhile.
    Stale,
    /// Nothing: the handler runs.
    Miss,
    /// Another request's run to wait for.
    Collapsed,
}

/// The requests of one endpoint, by what the cache had for them.
#[derive(Debug, Clone)]
pub(super) struct Requests([Counter; 4]);

impl Requests {
    /// Those of an endpoint of which nobody has said where it is.
    pub(super) fn none() -> Self {
        Self([const { Counter::noop() }; 4])
    }

    pub(super) fn of(Place { endpoint, route }: &Place) -> Self {
        let of = |result| CACHE_REQUESTS.counter([endpoint, route, result]);
        Self(["hit", "stale", "miss", "collapsed"].map(of))
    }

    pub(super) fn count(&self, had: Had) {
        self.0[had as usize].increment(1);
    }

    /// Counts what was found; a miss counts once it is known who runs.
    pub(super) fn found(&self, lookup: &Lookup) {
        match lookup {
            Lookup::Fresh(_) => self.count(Had::Hit),
            Lookup::Stale(..) => self.count(Had::Stale),
            Lookup::Miss(_) => {}
        }
    }
}

/// A request for which nothing was found at first. It is counted once, however it ends.
pub(super) struct Tally {
    requests: Requests,
    had: Had,
}

impl Tally {
    pub(super) fn begin(requests: &Requests, had: Had) -> Self {
        Self {
            requests: requests.clone(),
            had,
        }
    }

    /// It came otherwise.
    pub(super) fn turned(&mut self, had: Had) {
        self.had = had;
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        self.requests.count(self.had);
    }
}

/// What one cache of this process keeps.
#[derive(Debug)]
pub(super) struct Kept {
    bytes: Share,
    entries: Share,
}

impl Kept {
    pub(super) fn new() -> Self {
        Self {
            bytes: Share::of(CACHE_STORED.gauge([])),
            entries: Share::of(CACHE_ENTRIES.gauge([])),
        }
    }

    /// There is so much of it now.
    #[expect(clippy::cast_precision_loss, reason = "no memory is so large")]
    pub(super) fn are(&self, entries: usize, bytes: u64) {
        self.entries.set(entries as f64);
        self.bytes.set(bytes as f64);
    }
}
