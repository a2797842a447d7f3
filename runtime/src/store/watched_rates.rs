//! The store of rates, under its budget.

use std::sync::Arc;
use std::time::Duration;

use super::choice::Store;
use super::rate_store::{AnyRateStore, Bucket, StoreError, Taken};
use super::watch::Watch;

/// A store of rates that is asked within a budget, and not asked while it is away.
#[derive(Debug)]
pub(crate) struct WatchedRates {
    store: Arc<dyn AnyRateStore>,
    namespace: String,
    watch: Watch,
}

impl WatchedRates {
    /// The rates of a choice of stores; nothing where they are kept in memory.
    pub(crate) fn of(store: &Store) -> Option<Self> {
        let meanwhile = "limits are decided in this process";
        Some(Self {
            store: Arc::clone(store.rates.as_ref()?),
            namespace: store.namespace.clone(),
            watch: Watch::new("rates", meanwhile, store.budget),
        })
    }

    /// Whose keys they are.
    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Decides in the store, and says what was missing from each bucket; nothing where it is away.
    pub(crate) async fn take(&self, buckets: &[Bucket]) -> Option<Vec<Duration>> {
        let call = async {
            let Taken { missing, .. } = self.store.take(buckets).await?;
            match missing.len() == buckets.len() {
                true => Ok(missing),
                false => Err(StoreError::new("it answers what was not asked")),
            }
        };
        self.watch.over(call).await
    }
}
