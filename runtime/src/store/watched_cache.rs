//! The store of answers, under its budget.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::cache_store::{AnyCacheStore, EntryKey, Looked, Stamp, TagKey};
use super::choice::Store;
use super::rate_store::StoreError;
use super::watch::Watch;
use crate::within::within;

/// A store of answers that is asked within a budget, and not asked while it is away.
#[derive(Debug)]
pub(crate) struct WatchedCache {
    store: Arc<dyn AnyCacheStore>,
    looks: Watch,
    /// Apart: a store that is full may be looked into all the same.
    puts: Watch,
}

/// How long an invalidation may take, for which no request waits so long.
const INVALIDATE: Duration = Duration::from_millis(500);

impl WatchedCache {
    /// The second level of a choice of stores, if there is one.
    pub(crate) fn of(store: &Store) -> Option<Self> {
        let looks = "answers are kept in this process alone";
        let puts = "what is made here is kept in this process alone";
        Some(Self {
            store: Arc::clone(store.cache.as_ref()?),
            looks: Watch::new("cache", looks, store.budget),
            puts: Watch::new("cache-puts", puts, store.budget),
        })
    }

    /// What is kept under `key`, and the stamps of all `tags`; nothing where it is away.
    pub(crate) async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Option<Looked> {
        let call = async {
            let looked = self.store.look(key, tags).await?;
            match looked.stamps.len() == tags.len() {
                true => Ok(looked),
                false => Err(StoreError::new("it answers what was not asked")),
            }
        };
        self.looks.over(call).await
    }

    /// Keeps an entry, unless it is away or late.
    pub(crate) async fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        ttl: Duration,
    ) {
        self.puts.over(self.store.put(key, entry, seen, ttl)).await;
    }

    /// Invalidates, whether it seems to be away or not.
    pub(crate) async fn invalidate(&self, tags: &[TagKey]) -> Result<(), StoreError> {
        within(INVALIDATE, self.store.invalidate(tags))
            .await
            .unwrap_or_else(|_late| Err(StoreError::new("no answer in time")))
    }
}
