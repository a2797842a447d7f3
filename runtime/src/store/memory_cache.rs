//! Values in this process's memory, bounded by what they weigh.

use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use metrics::Counter;
use quick_cache::Lifecycle;
use quick_cache::OptionsBuilder;
use quick_cache::sync::Cache;
use smallvec::SmallVec;

/// What a value weighs, in bytes.
pub(crate) trait Weigh {
    fn weight(&self) -> usize;
}

/// Values under 128-bit keys. Together they never weigh more than the capacity: what has not
/// been asked for lately makes room.
///
/// The keys must be hashes already; a part of them is used as it stands.
pub(crate) struct MemoryCache<V: Weigh> {
    values: Cache<u128, Arc<V>, ByWeight, AsHashed, Evicting>,
    heaviest: usize,
}

/// A shard keeps at least this much where the capacity allows it, so that a large answer fits.
const SHARD: u64 = 8 * 1024 * 1024;
/// More shards than this spare no waiting.
const MOST_SHARDS: u64 = 64;
/// What an entry is taken to weigh when the tables are laid out; they grow as needed.
const TYPICAL: u64 = 4 * 1024;

impl<V: Weigh> MemoryCache<V> {
    /// A cache for `capacity` bytes.
    pub(crate) fn new(capacity: u64) -> Self {
        Self::counting(capacity, Counter::noop())
    }

    /// The same, where values that make room for others are `evicted`.
    pub(crate) fn counting(capacity: u64, evicted: Counter) -> Self {
        let shards = (capacity / SHARD).clamp(1, MOST_SHARDS);
        let items = usize::try_from((capacity / TYPICAL).clamp(1024, 1 << 20)).unwrap_or(1024);
        let options = OptionsBuilder::new()
            .shards(usize::try_from(shards).unwrap_or(1))
            .estimated_items_capacity(items)
            .weight_capacity(capacity)
            .build();
        let lifecycle = Evicting(evicted);
        let values = match options {
            Ok(options) => Cache::with_options(options, ByWeight, AsHashed, lifecycle),
            Err(_) => Cache::with(items, capacity, ByWeight, AsHashed, lifecycle),
        };
        // A shard keeps a small part of itself for newcomers.
        let heaviest = usize::try_from(values.shard_capacity() / 10 * 9).unwrap_or(usize::MAX);
        Self { values, heaviest }
    }

    /// What one value may weigh at most, to be kept at all.
    pub(crate) fn heaviest(&self) -> usize {
        self.heaviest
    }

    pub(crate) fn get(&self, key: u128) -> Option<Arc<V>> {
        self.values.get(&key)
    }

    pub(crate) fn contains(&self, key: u128) -> bool {
        self.values.contains_key(&key)
    }

    pub(crate) fn insert(&self, key: u128, value: Arc<V>) {
        self.values.insert(key, value);
    }

    /// Drops `value`, unless another has taken its place.
    pub(crate) fn remove(&self, key: u128, value: &Arc<V>) {
        self.values.remove_if(&key, |kept| Arc::ptr_eq(kept, value));
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// What all values weigh together.
    pub(crate) fn weight(&self) -> u64 {
        self.values.weight()
    }
}

impl<V: Weigh> fmt::Debug for MemoryCache<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryCache")
            .field("values", &self.values.len())
            .finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct ByWeight;

impl<V: Weigh> quick_cache::Weighter<u128, Arc<V>> for ByWeight {
    fn weight(&self, _: &u128, value: &Arc<V>) -> u64 {
        value.weight() as u64
    }
}

/// Counts the values that make room for others, and drops them when the shard is free again.
#[derive(Clone)]
struct Evicting(Counter);

impl<V> Lifecycle<u128, Arc<V>> for Evicting {
    type RequestState = SmallVec<[Arc<V>; 2]>;

    fn begin_request(&self) -> Self::RequestState {
        SmallVec::new()
    }

    fn on_evict(&self, evicted: &mut Self::RequestState, _: u128, value: Arc<V>) {
        self.0.increment(1);
        evicted.push(value);
    }
}

/// For keys that are hashes already: hashing them again would only cost time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AsHashed;

/// The last 64 bits of such a key.
#[derive(Debug, Default)]
pub(crate) struct Half(u64);

impl BuildHasher for AsHashed {
    type Hasher = Half;

    fn build_hasher(&self) -> Half {
        Half::default()
    }
}

impl Hasher for Half {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "half of a uniform hash is a uniform hash"
    )]
    fn write_u128(&mut self, hashed: u128) {
        self.0 = hashed as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weigh for usize {
        fn weight(&self) -> usize {
            *self
        }
    }

    fn key(number: u128) -> u128 {
        number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
    }

    #[test]
    fn values_never_weigh_more_than_the_capacity() {
        let cache = MemoryCache::new(1 << 20);
        for number in 0..10_000 {
            cache.insert(key(number), Arc::new(1_000_usize));
            assert!(cache.weight() <= 1 << 20);
        }
        assert!(cache.weight() > 1 << 19);
    }

    #[test]
    fn the_heaviest_value_is_kept_and_a_heavier_one_is_not() {
        let cache = MemoryCache::new(64 << 20);
        assert!(cache.heaviest() > 7 << 20);
        cache.insert(key(1), Arc::new(cache.heaviest()));
        assert!(cache.contains(key(1)));
        cache.insert(key(2), Arc::new(8 << 20));
        assert!(!cache.contains(key(2)));
    }

    #[test]
    fn removing_spares_what_has_taken_the_place() {
        let cache = MemoryCache::new(1 << 20);
        let (old, new) = (Arc::new(1_usize), Arc::new(2_usize));
        cache.insert(key(1), Arc::clone(&new));
        cache.remove(key(1), &old);
        assert!(cache.get(key(1)).is_some());
        cache.remove(key(1), &new);
        assert!(cache.get(key(1)).is_none());
    }
}
