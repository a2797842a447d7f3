//! Idempotency keys in this process's memory: sharded, bounded in number and in bytes.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use parking_lot::Mutex;

use super::StoredResponse;
use super::claim::{self, Decision, Fingerprint, Owner, Record, StoreKey, Terms};
use crate::clock::Moment;

/// How much a [`MemoryIdempotency`] may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IdempotencyBound {
    /// The most keys, running and answered.
    pub(crate) keys: usize,
    /// The most bytes, of answers and of what it takes to keep them.
    pub(crate) bytes: usize,
}

/// 100,000 keys, 256 MiB.
impl Default for IdempotencyBound {
    fn default() -> Self {
        Self {
            keys: 100_000,
            bytes: 256 * 1024 * 1024,
        }
    }
}

/// What came of a request to claim a key.
#[derive(Debug)]
pub(crate) enum Claimed {
    /// It is this owner's.
    Owned(Owner),
    /// An equal request is running.
    InFlight,
    /// The key was used for another request.
    Mismatch,
    /// An equal request has been answered.
    Replay(Arc<StoredResponse>),
    /// An equal request ran, and nobody knows what came of it.
    OutcomeUnknown,
    /// There is no room, and nothing that may be forgotten.
    Full,
}

/// What came of an attempt to complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completion {
    /// It is on record.
    Recorded,
    /// It is on record without its answer, for which there was no room.
    AnswerDropped,
    /// The key is not this owner's any more: nothing was changed.
    Refused,
}

/// The keys of one process.
///
/// It never forgets a run that goes on or an answer that has not expired: when it is full of
/// those it refuses new keys. What has expired counts as not there, and is dropped in small
/// batches by whoever comes by. A run counts as [`RUNNING`] bytes until it has its answer.
pub(crate) struct MemoryIdempotency {
    shards: Box<[Mutex<Shard>]>,
    room: Room,
    owners: AtomicU64,
}

/// What one key takes without its answer, in bytes: record, place in the map, place in the order
/// of expiry, each with the slack that its container keeps.
const BARE: usize = 384;

/// What a run is counted as: a key with room for a small answer, so that the answers of those
/// who were let in find room in all but the worst case.
const RUNNING: usize = BARE + 4 * 1024;

/// Enough that threads seldom meet; a power of two.
const SHARDS: usize = 64;

/// How many expired records one visit drops.
const BATCH: usize = 8;

impl MemoryIdempotency {
    /// An empty store within `bound`.
    pub(crate) fn new(bound: IdempotencyBound) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            room: Room::new(bound),
            owners: AtomicU64::new(0),
        }
    }

    /// Claims `key` for a request with this fingerprint, or says why not.
    pub(crate) fn claim(
        &self,
        key: StoreKey,
        fingerprint: Fingerprint,
        terms: Terms,
        now: Moment,
    ) -> Claimed {
        self.try_claim(key, fingerprint, terms, now)
            .or_else(|| {
                self.sweep(now);
                self.try_claim(key, fingerprint, terms, now)
            })
            .unwrap_or(Claimed::Full)
    }

    /// Extends the lease of a run from `now`; whether the key is still `owner`'s.
    pub(crate) fn renew(&self, key: StoreKey, owner: Owner, terms: Terms, now: Moment) -> bool {
        let mut shard = self.shard(key).lock();
        let renewed = shard
            .record(key)
            .and_then(|record| record.renewed(owner, terms, now));
        renewed.is_some_and(|record| shard.put(&self.room, key, record, RUNNING))
    }

    /// Records that `owner` is done, with its answer unless that is not to be kept.
    pub(crate) fn complete(
        &self,
        key: StoreKey,
        owner: Owner,
        answer: Option<Arc<StoredResponse>>,
        terms: Terms,
        now: Moment,
    ) -> Completion {
        if let Some(answer) = answer {
            let first = self.try_complete(key, owner, Some(&answer), terms, now);
            let done = first.or_else(|| {
                self.sweep(now);
                self.try_complete(key, owner, Some(&answer), terms, now)
            });
            if let Some(completion) = done {
                return completion;
            }
            return match self.try_complete(key, owner, None, terms, now) {
                Some(Completion::Recorded) => Completion::AnswerDropped,
                _ => Completion::Refused,
            };
        }
        self.try_complete(key, owner, None, terms, now)
            .unwrap_or(Completion::Refused)
    }

    /// Forgets the key if it is still `owner`'s: the next request with it runs.
    pub(crate) fn release(&self, key: StoreKey, owner: Owner) {
        let mut shard = self.shard(key).lock();
        if shard
            .record(key)
            .is_some_and(|record| record.is_run_by(owner))
        {
            shard.remove(&self.room, key);
        }
    }

    /// How many keys it holds, those included that have expired and are not dropped yet.
    pub(crate) fn keys(&self) -> usize {
        self.room.keys.load(Ordering::Relaxed)
    }

    /// How many bytes it counts itself as.
    pub(crate) fn bytes(&self) -> usize {
        self.room.bytes.load(Ordering::Relaxed)
    }

    /// `None` where there is no room.
    fn try_claim(
        &self,
        key: StoreKey,
        fingerprint: Fingerprint,
        terms: Terms,
        now: Moment,
    ) -> Option<Claimed> {
        let mut shard = self.shard(key).lock();
        shard.reap(&self.room, now);
        match claim::decide(shard.record(key), fingerprint, terms, now) {
            Decision::Claim => {}
            Decision::InFlight => return Some(Claimed::InFlight),
            Decision::Mismatch => return Some(Claimed::Mismatch),
            Decision::Replay(answer) => return Some(Claimed::Replay(answer)),
            Decision::OutcomeUnknown => return Some(Claimed::OutcomeUnknown),
        }
        let owner = Owner(self.owners.fetch_add(1, Ordering::Relaxed));
        let record = Record::claimed(fingerprint, owner, terms, now);
        shard
            .put(&self.room, key, record, RUNNING)
            .then_some(Claimed::Owned(owner))
    }

    /// `None` where there is no room for the answer.
    fn try_complete(
        &self,
        key: StoreKey,
        owner: Owner,
        answer: Option<&Arc<StoredResponse>>,
        terms: Terms,
        now: Moment,
    ) -> Option<Completion> {
        let mut shard = self.shard(key).lock();
        let weight = BARE + answer.map_or(0, |answer| answer.weight());
        let Some(record) = shard
            .record(key)
            .and_then(|record| record.completed(owner, answer.map(Arc::clone), terms, now))
        else {
            return Some(Completion::Refused);
        };
        shard
            .put(&self.room, key, record, weight)
            .then_some(Completion::Recorded)
    }

    /// Drops a batch of expired records from every shard, one lock at a time.
    fn sweep(&self, now: Moment) {
        for shard in &self.shards {
            shard.lock().reap(&self.room, now);
        }
    }

    fn shard(&self, key: StoreKey) -> &Mutex<Shard> {
        // The key is a hash, so any byte of it is evenly spread.
        &self.shards[usize::from(key.0[0]) % SHARDS]
    }
}

impl fmt::Debug for MemoryIdempotency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryIdempotency")
            .field("bound", &self.room.bound)
            .field("keys", &self.keys())
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

/// A part of the keys, with the order in which they expire.
#[derive(Default)]
struct Shard {
    records: HashMap<StoreKey, Kept>,
    expiry: BTreeSet<(Moment, StoreKey)>,
}

struct Kept {
    record: Record,
    weight: usize,
}

impl Shard {
    fn record(&self, key: StoreKey) -> Option<&Record> {
        self.records.get(&key).map(|kept| &kept.record)
    }

    /// Puts `record` in the place of what is there; where there is no room, changes nothing.
    fn put(&mut self, room: &Room, key: StoreKey, record: Record, weight: usize) -> bool {
        let (held_keys, held_bytes) = match self.records.get(&key) {
            Some(kept) => (1, kept.weight),
            None => (0, 0),
        };
        if !room.exchange((held_keys, held_bytes), (1, weight)) {
            return false;
        }
        let expires = record.expires();
        if let Some(before) = self.records.insert(key, Kept { record, weight }) {
            self.expiry.remove(&(before.record.expires(), key));
        }
        self.expiry.insert((expires, key));
        true
    }

    fn remove(&mut self, room: &Room, key: StoreKey) {
        if let Some(kept) = self.records.remove(&key) {
            self.expiry.remove(&(kept.record.expires(), key));
            room.give_back(1, kept.weight);
        }
    }

    fn reap(&mut self, room: &Room, now: Moment) {
        for _ in 0..BATCH {
            match self.expiry.first() {
                Some(&(expires, key)) if now >= expires => self.remove(room, key),
                _ => return,
            }
        }
    }
}

/// What is taken of the bound, by all shards together; never over it, not for a moment.
struct Room {
    bound: IdempotencyBound,
    keys: AtomicUsize,
    bytes: AtomicUsize,
}

impl Room {
    fn new(bound: IdempotencyBound) -> Self {
        Self {
            bound,
            keys: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
        }
    }

    /// Takes what `new` (keys, bytes) needs beyond `old`, or gives back what it does not.
    fn exchange(&self, old: (usize, usize), new: (usize, usize)) -> bool {
        let more_keys = new.0.saturating_sub(old.0);
        let more_bytes = new.1.saturating_sub(old.1);
        if !take(&self.keys, more_keys, self.bound.keys) {
            return false;
        }
        if !take(&self.bytes, more_bytes, self.bound.bytes) {
            self.give_back(more_keys, 0);
            return false;
        }
        self.give_back(old.0.saturating_sub(new.0), old.1.saturating_sub(new.1));
        true
    }

    fn give_back(&self, keys: usize, bytes: usize) {
        self.keys.fetch_sub(keys, Ordering::Relaxed);
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

fn take(taken: &AtomicUsize, more: usize, bound: usize) -> bool {
    more == 0
        || taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |taken| {
                taken.checked_add(more).filter(|sum| *sum <= bound)
            })
            .is_ok()
}

#[cfg(test)]
mod tests;
