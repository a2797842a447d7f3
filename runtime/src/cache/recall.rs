//! The cache itself: what is stored, and looking it up.

use std::fmt;
use std::sync::Arc;

use super::beyond::Beyond;
use super::entry::{Entry, State};
use super::flight::Flights;
use super::headers::Forward;
use super::key::CacheKey;
use super::meters::Kept;
use super::stamps::Stamps;
use crate::clock::{Clock, Moment};
use crate::observe::catalogue::CACHE_EVICTIONS;
use crate::store::{MemoryCache, Store, Weigh};

/// Stored answers, and the runs that fill them. One per process, shared by all workers.
pub(crate) struct Cache {
    pub(super) clock: Clock,
    pub(super) entries: MemoryCache<Entry>,
    kept: Kept,
    /// The targets of which variants are stored, to tell the two kinds of misses apart.
    targets: MemoryCache<Target>,
    pub(super) stamps: Arc<Stamps>,
    pub(super) flights: Arc<Flights>,
    pub(super) beyond: Option<Beyond>,
}

/// How many bytes of answers are kept where nothing else is said: 64 MiB.
pub(crate) const DEFAULT_CAPACITY: u64 = 64 * 1024 * 1024;

/// How many invalidated tags are remembered, at some 32 bytes each.
const TAGS: usize = 64 * 1024;

/// What a lookup found.
#[derive(Debug)]
pub(crate) enum Lookup {
    /// An answer to give.
    Fresh(Arc<Entry>),
    /// An answer to give while it is renewed, by whoever holds the ticket.
    Stale(Arc<Entry>, Option<Refresh>),
    /// Nothing, and why.
    Miss(Forward),
}

/// The right to refresh an entry: one at a time has it. Given back by dropping it.
#[derive(Debug)]
pub(crate) struct Refresh {
    entry: Arc<Entry>,
    clock: Clock,
}

impl Cache {
    /// An empty cache for `capacity` bytes of answers, and what a choice of stores says of what
    /// lies beyond.
    pub(crate) fn new(clock: Clock, capacity: u64, store: &Store) -> Arc<Self> {
        let trusted = Arc::new(Stamps::new(TAGS).trusted_for(store.staleness));
        let beyond = Beyond::of(store, &clock, &trusted);
        Arc::new(Self {
            clock,
            entries: MemoryCache::counting(capacity, CACHE_EVICTIONS.counter([])),
            kept: Kept::new(),
            targets: MemoryCache::new((capacity / 64).clamp(64 * 1024, 4 * 1024 * 1024)),
            stamps: match beyond {
                Some(_) => trusted,
                None => Arc::new(Stamps::new(TAGS)),
            },
            flights: Arc::default(),
            beyond,
        })
    }

    /// Begins to listen to what others say, if there are any: what is stored before cannot be
    /// trusted for long.
    pub(crate) fn start(&self) {
        if let Some(beyond) = &self.beyond {
            beyond.start();
        }
    }

    /// Whose answers a second level keeps, if there is one.
    pub(crate) fn namespace_beyond(&self) -> Option<&str> {
        self.beyond.as_ref()?.namespace()
    }

    /// What is stored under `key` and may be given at `now`.
    pub(crate) fn lookup(&self, key: &CacheKey, now: Moment) -> Lookup {
        let Some(entry) = self.entries.get(key.id) else {
            let kin = key
                .target
                .is_some_and(|target| self.targets.contains(target));
            return Lookup::Miss(if kin {
                Forward::VaryMiss
            } else {
                Forward::UriMiss
            });
        };
        if !entry.is_trusted(&self.stamps, now) {
            return Lookup::Miss(Forward::Stale);
        }
        if !entry.holds(&self.stamps) {
            self.forget(key, &entry);
            return Lookup::Miss(Forward::UriMiss);
        }
        match entry.state(now) {
            State::Fresh => Lookup::Fresh(entry),
            State::Stale => {
                let ticket = entry.claim_refresh(now).then(|| Refresh {
                    entry: Arc::clone(&entry),
                    clock: self.clock.clone(),
                });
                Lookup::Stale(entry, ticket)
            }
            State::Dead => {
                self.forget(key, &entry);
                Lookup::Miss(Forward::Stale)
            }
        }
    }

    /// Stores an entry, unless it was invalidated while it was made; whether it did.
    pub(super) fn keep(&self, key: &CacheKey, entry: &Arc<Entry>) -> bool {
        let stored = entry.weight() <= self.entries.heaviest() && entry.holds(&self.stamps);
        if stored {
            // An invalidation between these lines finds an entry older than itself.
            self.entries.insert(key.id, Arc::clone(entry));
            if let Some(target) = key.target {
                self.targets.insert(target, Arc::new(Target));
            }
            self.kept.are(self.entries.len(), self.entries.weight());
        }
        stored
    }

    fn forget(&self, key: &CacheKey, entry: &Arc<Entry>) {
        self.entries.remove(key.id, entry);
        self.kept.are(self.entries.len(), self.entries.weight());
    }
}

/// Marks a target of which a variant is stored.
struct Target;

impl Weigh for Target {
    fn weight(&self) -> usize {
        64
    }
}

impl Drop for Refresh {
    fn drop(&mut self) {
        self.entry.release_refresh(self.clock.now());
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("entries", &self.entries)
            .field("flights", &self.flights)
            .finish_non_exhaustive()
    }
}
