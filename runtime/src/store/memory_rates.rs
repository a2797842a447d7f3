//! The memory store of rates: one moment per key, in shards of bounded size.
//!
//! An entry is 24 bytes: the 128-bit hash of a key and the moment at which its bucket is full
//! again. From that moment on it says no more than its absence would, so it may be dropped at any
//! time; an entry is never dropped before. The store knows moments and keys only: what a request
//! does to a moment is the caller's arithmetic, handed to [`MemoryRates::settle`].
//!
//! **Bound.** At most `max_keys` entries, split evenly over the shards, at no more than 32 bytes
//! each once a shard is full (48 bytes per live key while it grows), and one shard more for every
//! thread that is just rebuilding one. As keys do not fall quite evenly, the first shards are full
//! at about 95 % of `max_keys`.
//!
//! **Full.** A key for which its shard has no place, because all there are live, is settled on its
//! overflow key instead, of which there is one per policy and for which there is always room:
//! never unlimited, never out of memory. A full shard is looked through again once entries have
//! refilled, but not for every newcomer: up to a sixteenth of its keys are turned over to the
//! overflow key before, which pays for the look.
//!
//! **Pauses.** There is no pass over the whole table. A shard is rebuilt without its refilled
//! entries when it would have to grow, when it is full, and once a minute otherwise if it is used,
//! which is also how memory is given back. The worst case for one request is one rebuild: some
//! 4,000 entries up to 16 million keys, less than 100 microseconds.

mod shard;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use metrics::Counter;
use parking_lot::{Mutex, MutexGuard};
use smallvec::SmallVec;

use crate::clock::Moment;
use crate::observe::catalogue::RATE_OVERFLOW;
use shard::{Entry, Shard, scaled};

/// Up to how many shards a store is split for the sake of concurrency alone.
const SHARDS: usize = 256;
/// From where on it is split further, so that a rebuild stays short.
const KEYS_PER_SHARD: usize = 4096;
/// No store has more shards than that.
const MAX_SHARDS: usize = 4096;

/// At most that often a full store says so in the log, in nanoseconds: once a minute.
const WARN_EVERY: u64 = 60_000_000_000;

/// A key as the store sees it: 128 bits of a keyed hash, so evenly spread and not to be foreseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct StateKey(pub(crate) u64, pub(crate) u64);

/// One key of a decision, and the moment that the store keeps for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    /// When its bucket is full again; any moment in the past for a key that is not known.
    pub(crate) full_at: u64,
    was: u64,
    key: StateKey,
    overflow: StateKey,
    spilled: bool,
    slot: usize,
}

impl Account {
    /// The account of `key`, or of `overflow` where there is no room for `key`.
    pub(crate) fn new(key: StateKey, overflow: StateKey) -> Self {
        Self {
            full_at: 0,
            was: 0,
            key,
            overflow,
            spilled: false,
            slot: 0,
        }
    }

    /// An account that another store keeps, with the moment that it had there.
    pub(crate) fn found(full_at: u64) -> Self {
        Self {
            full_at,
            was: full_at,
            ..Self::new(StateKey::default(), StateKey::default())
        }
    }

    /// What the moment was before the decision.
    pub(crate) fn was(&self) -> u64 {
        self.was
    }

    /// Undoes what was decided.
    pub(crate) fn leave(&mut self) {
        self.full_at = self.was;
    }

    fn spill(&mut self) {
        self.key = self.overflow;
        self.spilled = true;
    }

    fn read(&mut self, shard: &Shard, now: u64) {
        let place = shard.find(self.key, now);
        self.slot = place.slot;
        self.was = place.full_at;
        self.full_at = place.full_at;
    }

    fn write(&self, shard: &mut Shard, now: u64) {
        if self.full_at != self.was {
            shard.put(self.slot, self.key, self.full_at, now);
        } else if self.was != 0 {
            shard.take_out(self.slot);
        }
    }
}

/// Rate limits' state, in this process's memory.
///
/// Decisions are synchronous. Memory is bounded: at most 32 bytes for each of `max_keys`, 32 MB
/// with the default of a million.
pub struct MemoryRates {
    shards: Box<[Lane]>,
    max_keys: usize,
    overflowed: Counter,
    warned_at: AtomicU64,
}

/// A shard on cache lines of its own.
#[repr(align(128))]
struct Lane(Mutex<Shard>);

type Held<'a> = SmallVec<[(usize, MutexGuard<'a, Shard>); 4]>;

impl MemoryRates {
    /// How many keys a store holds where nothing else is said: 32 MB at most.
    pub const DEFAULT_MAX_KEYS: usize = 1_000_000;

    /// A store of at most `max_keys` keys (at least one).
    pub fn new(max_keys: usize) -> Self {
        let max_keys = max_keys.max(1);
        let shards = (max_keys / KEYS_PER_SHARD)
            .max(SHARDS.min(max_keys / SHARDS))
            .clamp(1, MAX_SHARDS);
        let cap = max_keys / shards;
        Self {
            shards: (0..shards)
                .map(|_| Lane(Mutex::new(Shard::new(cap))))
                .collect(),
            max_keys,
            overflowed: RATE_OVERFLOW.counter([]),
            warned_at: AtomicU64::new(0),
        }
    }

    /// Reads the moments of `accounts`, lets `decide` change them, and writes back what it
    /// changed, all as one step: nobody else reads or writes any of them in between.
    ///
    /// `decide` is given the time to go by: `now`, or a little later where another thread with a
    /// later clock has already dropped entries by it.
    #[inline]
    pub(crate) fn settle<T>(
        &self,
        accounts: &mut [Account],
        now: Moment,
        decide: impl FnOnce(&mut [Account], Moment) -> T,
    ) -> T {
        let [account] = accounts else {
            return self.settle_many(accounts, now, decide);
        };
        loop {
            let mut shard = self.shards[self.shard_of(account.key)].0.lock();
            // Known, so nothing was dropped that a clock behind the others' could miss.
            if let Some(full_at) = shard.latest(account.key) {
                (account.was, account.full_at) = (*full_at, *full_at);
                let outcome = decide(std::slice::from_mut(account), now);
                *full_at = account.full_at;
                return outcome;
            }
            shard.put_back();
            let now = now.as_nanos().max(shard.dropped_at());
            if !shard.make_room(account.key, account.spilled, 1, now) {
                drop(shard);
                self.spill(account, now);
                continue;
            }
            account.read(&shard, now);
            let outcome = decide(std::slice::from_mut(account), Moment::from_nanos(now));
            account.write(&mut shard, now);
            return outcome;
        }
    }

    fn settle_many<T>(
        &self,
        accounts: &mut [Account],
        now: Moment,
        decide: impl FnOnce(&mut [Account], Moment) -> T,
    ) -> T {
        // Each round but the last turns one more account over to its overflow key.
        loop {
            let mut held = self.hold(accounts);
            held.iter_mut().for_each(|(_, shard)| shard.put_back());
            let now = held.iter().fold(now.as_nanos(), |now, (_, shard)| {
                now.max(shard.dropped_at())
            });
            if let Some(index) = self.without_room(accounts, &mut held, now) {
                drop(held);
                self.spill(&mut accounts[index], now);
                continue;
            }
            for account in accounts.iter_mut() {
                let shard = of(&mut held, self.shard_of(account.key));
                account.read(shard, now);
            }
            let outcome = decide(accounts, Moment::from_nanos(now));
            for account in accounts.iter() {
                let shard = of(&mut held, self.shard_of(account.key));
                account.write(shard, now);
            }
            return outcome;
        }
    }

    /// Locks every shard involved once, in the order of their numbers, so that no two decisions
    /// wait for each other.
    fn hold(&self, accounts: &[Account]) -> Held<'_> {
        let mut numbers: SmallVec<[usize; 4]> = accounts
            .iter()
            .map(|account| self.shard_of(account.key))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
            .into_iter()
            .map(|number| (number, self.shards[number].0.lock()))
            .collect()
    }

    fn without_room(&self, accounts: &[Account], held: &mut Held<'_>, now: u64) -> Option<usize> {
        (0..accounts.len()).find(|&index| {
            let number = self.shard_of(accounts[index].key);
            let need = accounts[..=index]
                .iter()
                .filter(|account| self.shard_of(account.key) == number)
                .count();
            let Account { key, spilled, .. } = accounts[index];
            !of(held, number).make_room(key, spilled, need, now)
        })
    }

    fn shard_of(&self, key: StateKey) -> usize {
        scaled(key.0, self.shards.len())
    }

    fn spill(&self, account: &mut Account, now: u64) {
        account.spill();
        self.overflowed.increment(1);
        let warned_at = self.warned_at.load(Ordering::Relaxed);
        let due = warned_at == 0 || now.saturating_sub(warned_at) >= WARN_EVERY;
        if due
            && self
                .warned_at
                .compare_exchange(warned_at, now.max(1), Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            tracing::warn!(
                max_keys = self.max_keys,
                "the store of rates is full of live keys: new ones share one bucket per policy"
            );
        }
    }

    /// How many keys it holds, refilled ones that have not been dropped yet included.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|lane| lane.0.lock().len()).sum()
    }

    /// Whether it holds no key.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes it takes now.
    pub fn memory_bytes(&self) -> usize {
        let tables: usize = self
            .shards
            .iter()
            .map(|lane| lane.0.lock().slots() * size_of::<Entry>())
            .sum();
        size_of::<Self>() + size_of_val(&*self.shards) + tables
    }
}

impl Default for MemoryRates {
    fn default() -> Self {
        Self::new(Self::DEFAULT_MAX_KEYS)
    }
}

impl fmt::Debug for MemoryRates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryRates")
            .field("max_keys", &self.max_keys)
            .finish_non_exhaustive()
    }
}

fn of<'a>(held: &'a mut Held<'_>, number: usize) -> &'a mut Shard {
    // Every number asked for was locked in `hold`; the first is there in any case.
    let index = held
        .iter()
        .position(|(held, _)| *held == number)
        .unwrap_or(0);
    &mut held[index].1
}
