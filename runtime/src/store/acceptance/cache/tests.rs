//! The suite itself: a store in memory passes, and one that breaks a promise does not.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::*;
use crate::clock::Moment;
use crate::store::StoreError;

/// What is kept, by whoever keeps it.
#[derive(Debug, Default)]
struct Kept {
    stamps: HashMap<TagKey, Stamp>,
    entries: HashMap<EntryKey, (Vec<Stamp>, Bytes, Moment)>,
}

impl Kept {
    fn stamps(&mut self, tags: &[TagKey]) -> Vec<Stamp> {
        let stamp = |tag: &TagKey| *self.stamps.entry(*tag).or_insert_with(Stamp::random);
        tags.iter().map(stamp).collect()
    }
}

/// A store in memory, or one with a mistake.
#[derive(Debug, Default)]
struct InMemory {
    kept: Mutex<Kept>,
    mistake: Option<Mistake>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mistake {
    /// An entry counts as put with the stamps that its tags have when it arrives.
    StampsOfThePut,
    /// An invalidation clears what is there, and says nothing to what is on its way.
    ClearsOnly,
    /// Nothing ends.
    Eternal,
}

impl InMemory {
    fn with(mistake: Mistake) -> Self {
        Self {
            mistake: Some(mistake),
            ..Self::default()
        }
    }

    fn makes(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }
}

impl CacheStore for InMemory {
    async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
        tokio::task::yield_now().await;
        let mut kept = self.kept.lock();
        let stamps = kept.stamps(tags);
        let now = Clock::system().now();
        let found = kept.entries.get(&key).and_then(|(seen, entry, end)| {
            let left = end.since(now);
            let lives = !left.is_zero() || self.makes(Mistake::Eternal);
            (lives && *seen == stamps).then(|| Found {
                entry: entry.clone(),
                left,
            })
        });
        Ok(Looked { stamps, found })
    }

    async fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        ttl: Duration,
    ) -> Result<(), StoreError> {
        tokio::task::yield_now().await;
        let mut kept = self.kept.lock();
        let (tags, mut stamps): (Vec<_>, Vec<_>) = seen.iter().copied().unzip();
        if self.makes(Mistake::StampsOfThePut) {
            stamps = kept.stamps(&tags);
        }
        let end = Clock::system().now().after(ttl);
        kept.entries.insert(key, (stamps, entry, end));
        Ok(())
    }

    async fn invalidate(&self, tags: &[TagKey]) -> Result<(), StoreError> {
        tokio::task::yield_now().await;
        let mut kept = self.kept.lock();
        if self.makes(Mistake::ClearsOnly) {
            kept.entries.clear();
        } else {
            kept.stamps.retain(|tag, _| !tags.contains(tag));
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_store_in_memory_passes() {
    cache(&InMemory::default()).await;
}

#[tokio::test]
#[should_panic(expected = "does not come back after it")]
async fn one_that_takes_stamps_when_an_entry_arrives_does_not() {
    cache(&InMemory::with(Mistake::StampsOfThePut)).await;
}

#[tokio::test]
#[should_panic(expected = "is found after")]
async fn nor_does_it_in_a_race() {
    let store = InMemory::with(Mistake::StampsOfThePut);
    for seed in 0..50 {
        nothing_old_is_found_in_a_race(&store, seed).await;
    }
}

#[tokio::test]
#[should_panic(expected = "an invalidated tag has another stamp")]
async fn one_that_only_clears_does_not() {
    cache(&InMemory::with(Mistake::ClearsOnly)).await;
}

#[tokio::test]
#[should_panic(expected = "is not found after its time")]
async fn one_that_keeps_for_ever_does_not() {
    cache(&InMemory::with(Mistake::Eternal)).await;
}
