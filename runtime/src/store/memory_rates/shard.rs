//! One shard of the memory store: a flat table with linear probing that is only ever rebuilt.
//!
//! The entry that was settled last is kept beside the lock, for it is likely to be asked for again:
//! a busy key costs the cores that contend for it one cache line, not two (measured: a quarter of
//! the time).
//!
//! Entries are not removed one by one. A refilled one is overwritten by the first new key that
//! passes over it, and all of them are left out when the table is rebuilt.

use super::StateKey;

/// The least slots of a shard that holds anything.
const MIN_SLOTS: usize = 16;
/// Places in a full shard for overflow keys, before it has to grow for them.
const SPARE: usize = 8;
/// How long a shard may go without a rebuild, in nanoseconds: a minute.
const SWEEP_EVERY: u64 = 60_000_000_000;
/// A full shard is not rebuilt again before this part of its keys has been let in or turned away:
/// that pays for it.
const PATIENCE: usize = 16;

/// In the order of use: what a decision on one busy key touches shares a cache line with the lock.
#[repr(C)]
pub(super) struct Shard {
    latest: Latest,
    slots: Box<[Entry]>,
    /// Slots in use, by refilled entries too.
    len: usize,
    /// Up to which `len` new keys come in without a further look.
    room: usize,
    /// The latest time by which an entry was dropped: nobody may decide by an earlier one here,
    /// for to them that entry might have been live.
    dropped_at: u64,
    sweep_at: u64,
    /// Up to which `len` new keys come in at all, overflow keys aside.
    cap: usize,
    /// While full: until when all entries are live.
    full_until: u64,
    /// While full: how many to turn away before looking again.
    owed: usize,
}

/// The entry that was settled last, taken out of the table.
struct Latest {
    key: StateKey,
    full_at: u64,
    /// Where it goes back to; beyond the table for none.
    slot: usize,
}

/// A key's hash and when its bucket is full again; zero for a slot that was never used.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    key: StateKey,
    full_at: u64,
}

/// Where a key is, or where it would go.
pub(super) struct Place {
    pub(super) slot: usize,
    pub(super) full_at: u64,
    /// How many refilled entries lie on the way, its own included.
    refilled: usize,
}

impl Entry {
    const UNUSED: Self = Self {
        key: StateKey(0, 0),
        full_at: 0,
    };
}

impl Shard {
    /// An empty shard for at most `cap` keys and the overflow keys; it takes no memory yet.
    pub(super) fn new(cap: usize) -> Self {
        Self {
            latest: Latest {
                key: StateKey(0, 0),
                full_at: 0,
                slot: usize::MAX,
            },
            slots: Box::default(),
            len: 0,
            room: 0,
            cap,
            dropped_at: 0,
            sweep_at: 0,
            full_until: 0,
            owed: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn dropped_at(&self) -> u64 {
        self.dropped_at
    }

    /// The moment of `key`, if it was the one settled last.
    pub(super) fn latest(&mut self, key: StateKey) -> Option<&mut u64> {
        let is_it = self.latest.key == key && self.latest.slot != usize::MAX;
        is_it.then_some(&mut self.latest.full_at)
    }

    /// Puts the entry settled last back; to be done before anything else is asked.
    pub(super) fn put_back(&mut self) {
        if let Some(entry) = self.slots.get_mut(self.latest.slot) {
            entry.full_at = self.latest.full_at;
        }
        self.latest.slot = usize::MAX;
    }

    /// Takes the entry in `slot` out, as the one settled last.
    pub(super) fn take_out(&mut self, slot: usize) {
        let Entry { key, full_at } = self.slots[slot];
        self.latest = Latest { key, full_at, slot };
    }

    /// Sees to it that `key` can be put, as the `need`th key of its decision in this shard; false
    /// where the shard is full of live keys. There is always room for an overflow key. It must be
    /// asked before [`find`](Self::find).
    pub(super) fn make_room(
        &mut self,
        key: StateKey,
        is_overflow: bool,
        need: usize,
        now: u64,
    ) -> bool {
        let roomy = self.len + need <= self.room && now < self.sweep_at;
        roomy || self.find_room(key, is_overflow, need, now)
    }

    #[cold]
    fn find_room(&mut self, key: StateKey, is_overflow: bool, need: usize, now: u64) -> bool {
        if now >= self.sweep_at {
            self.rebuild(need, now);
        }
        let wanted = self.len + need;
        if wanted <= self.room {
            return true;
        }
        let place = self.find(key, now);
        if place.full_at > now || place.refilled >= need {
            return true;
        }
        if is_overflow || wanted <= self.cap {
            if wanted > usable(self.slots.len()) {
                self.rebuild(need, now);
            }
            return true;
        }
        self.empty_out(need, now)
    }

    /// Makes room for `more` keys in a full shard by dropping what has been refilled, if it is
    /// worth a look.
    fn empty_out(&mut self, more: usize, now: u64) -> bool {
        if now < self.full_until {
            return false;
        }
        if self.owed > 0 {
            self.owed -= 1;
            return false;
        }
        let before = self.len;
        self.rebuild(more, now);
        self.owed = (self.cap / PATIENCE).saturating_sub(before - self.len);
        let fits = self.len + more <= self.cap;
        if !fits {
            let moments = self.slots.iter().map(|entry| entry.full_at);
            self.full_until = moments.filter(|&at| at > now).min().unwrap_or(0);
        }
        fits
    }

    /// Moves the live entries to a new table with room for `more`: half full as long as that is
    /// well under the cap, and never larger than the cap demands.
    fn rebuild(&mut self, more: usize, now: u64) {
        let is_live = |entry: &&Entry| entry.full_at > now;
        let live = self.slots.iter().filter(is_live).count();
        let wanted = live + more;
        let largest = (self.cap.max(wanted) + SPARE) * 4 / 3 + 1;
        let slots = (2 * wanted).min(largest).max(MIN_SLOTS);

        let old = std::mem::replace(&mut self.slots, vec![Entry::UNUSED; slots].into());
        self.len = live;
        self.room = usable(slots).min(self.cap);
        self.dropped_at = self.dropped_at.max(now);
        self.sweep_at = now.saturating_add(SWEEP_EVERY);
        for entry in old.iter().filter(is_live) {
            let mut slot = scaled(entry.key.1, slots);
            while self.slots[slot].full_at != 0 {
                slot = self.next(slot);
            }
            self.slots[slot] = *entry;
        }
    }

    /// Where `key` is, or the first slot on its way that it may take.
    pub(super) fn find(&self, key: StateKey, now: u64) -> Place {
        let mut slot = scaled(key.1, self.slots.len());
        let mut free = None;
        let mut refilled = 0;
        loop {
            let entry = &self.slots[slot];
            if entry.full_at == 0 {
                return Place {
                    slot: free.unwrap_or(slot),
                    full_at: 0,
                    refilled,
                };
            }
            refilled += usize::from(entry.full_at <= now);
            if entry.key == key {
                return Place {
                    slot,
                    full_at: entry.full_at,
                    refilled,
                };
            }
            if entry.full_at <= now {
                free = free.or(Some(slot));
            }
            slot = self.next(slot);
        }
    }

    /// Writes `key`'s moment, from the slot on that [`find`](Self::find) gave: another key of the
    /// same decision may have taken that one since.
    pub(super) fn put(&mut self, mut slot: usize, key: StateKey, full_at: u64, now: u64) {
        loop {
            let entry = self.slots[slot];
            if entry.full_at == 0 {
                self.len += 1;
                break;
            }
            if entry.key == key {
                break;
            }
            if entry.full_at <= now {
                self.dropped_at = self.dropped_at.max(now);
                break;
            }
            slot = self.next(slot);
        }
        self.slots[slot] = Entry { key, full_at };
        self.take_out(slot);
    }

    fn next(&self, slot: usize) -> usize {
        if slot + 1 == self.slots.len() {
            0
        } else {
            slot + 1
        }
    }
}

/// How many of `slots` may be in use: a quarter stays free, so that ways are short.
fn usable(slots: usize) -> usize {
    slots - slots.div_ceil(4)
}

/// A number below `count`, as evenly spread as `hash` is.
pub(super) fn scaled(hash: u64, count: usize) -> usize {
    let product = u128::from(hash) * count as u128;
    // The upper half of the product is below `count`.
    (product >> 64) as usize
}
