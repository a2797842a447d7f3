//! The trait of stores that keep answers for several instances at once.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;

use super::rate_store::StoreError;

/// Keeps answers outside of this process, for all instances that share it: the second level of the
/// cache, behind each instance's memory.
///
/// What a store holds of a tag is a [`Stamp`]: a value drawn at random when somebody first asks for
/// it, and drawn anew by every invalidation. An entry is kept with the stamps that its tags had
/// before it was made, and is given away only while they still have them. So an answer whose making
/// began before an invalidation cannot come back after it, whoever puts it in and however late; and
/// where a stamp is lost, whatever was kept under it is lost with it.
///
/// A store keeps these promises, which the suite of the feature `acceptance` checks:
///
/// - **An entry is as good as its stamps.** [`look`](Self::look) gives an entry only if each tag's
///   stamp is the very one that it was [put](Self::put) with; and in any case the stamps of now.
/// - **A stamp never comes back.** One that was invalidated, evicted, or undone by a restart from
///   old data is never the stamp again.
/// - **An end is an end.** When [`invalidate`](Self::invalidate) has returned, no look that begins
///   later gives what was put with the stamps of before.
/// - **One clock.** How long an entry is kept is measured by the store, never by an instance.
///
/// Each call should be one round trip. How long it takes is the caller's concern: a call that is
/// late is dropped, and may have been done or not.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::{Arc, Mutex, MutexGuard};
/// use std::time::{Duration, Instant};
///
/// use actix_web::web::Bytes;
/// use hardpoint::store::{CacheStore, EntryKey, Found, Looked, Stamp, StoreError, TagKey};
///
/// /// For instances that are threads of one process.
/// #[derive(Debug, Clone, Default)]
/// struct Common(Arc<Mutex<Kept>>);
///
/// #[derive(Debug, Default)]
/// struct Kept {
///     stamps: HashMap<TagKey, Stamp>,
///     entries: HashMap<EntryKey, (Vec<Stamp>, Bytes, Instant)>,
/// }
///
/// impl Common {
///     fn lock(&self) -> Result<MutexGuard<'_, Kept>, StoreError> {
///         self.0.lock().map_err(|_| StoreError::new("a thread has panicked"))
///     }
/// }
///
/// impl CacheStore for Common {
///     async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
///         let mut kept = self.lock()?;
///         let stamp = |tag: &TagKey| *kept.stamps.entry(*tag).or_insert_with(Stamp::random);
///         let stamps: Vec<Stamp> = tags.iter().map(stamp).collect();
///         let found = kept.entries.get(&key).and_then(|(seen, entry, end)| {
///             let left = end.checked_duration_since(Instant::now())?;
///             (*seen == stamps).then(|| Found { entry: entry.clone(), left })
///         });
///         Ok(Looked { stamps, found })
///     }
///
///     async fn put(
///         &self,
///         key: EntryKey,
///         entry: Bytes,
///         seen: &[(TagKey, Stamp)],
///         ttl: Duration,
///     ) -> Result<(), StoreError> {
///         let seen = seen.iter().map(|(_, stamp)| *stamp).collect();
///         let end = Instant::now() + ttl;
///         self.lock()?.entries.insert(key, (seen, entry, end));
///         Ok(())
///     }
///
///     async fn invalidate(&self, tags: &[TagKey]) -> Result<(), StoreError> {
///         let mut kept = self.lock()?;
///         for tag in tags {
///             kept.stamps.remove(tag);
///         }
///         Ok(())
///     }
/// }
///
/// let store = Common::default();
/// let hardpoint = hardpoint::Hardpoint::builder()
///     .store(hardpoint::Store::memory().cache(store.clone()))
///     .build()?;
///
/// # #[cfg(feature = "acceptance")] {
/// // In its tests, with the feature `acceptance`:
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
/// # runtime.block_on(async {
/// hardpoint::store::acceptance::cache(&store).await;
/// # });
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` keeps no answers for several instances",
    label = "not a `CacheStore`",
    note = "implement `hardpoint::store::CacheStore` for it, or hand in `hardpoint::store::Redis`"
)]
pub trait CacheStore: fmt::Debug + Send + Sync + 'static {
    /// What is kept under `key`, if it is there and as good as its stamps; and the stamps that the
    /// `tags` have now, in their order. All tags are of one group.
    ///
    /// # Errors
    ///
    /// Where it cannot answer: the request goes on without, and the store is away.
    fn look(
        &self,
        key: EntryKey,
        tags: &[TagKey],
    ) -> impl Future<Output = Result<Looked, StoreError>> + Send;

    /// Keeps an entry for `ttl`, in place of whatever is kept under `key`. `seen` are the tags in
    /// the order in which they are looked for, each with the stamp that it had before the entry was
    /// begun.
    ///
    /// # Errors
    ///
    /// Where it cannot: the entry is not kept.
    fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        ttl: Duration,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// From now on, nothing is given that was put with a stamp that one of the `tags` has had so
    /// far. All tags are of one group.
    ///
    /// # Errors
    ///
    /// Where it cannot: it is asked again until it can, and not looked into for these tags.
    fn invalidate(&self, tags: &[TagKey]) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// One that is shared.
impl<S: CacheStore> CacheStore for Arc<S> {
    async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
        (**self).look(key, tags).await
    }

    async fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        ttl: Duration,
    ) -> Result<(), StoreError> {
        (**self).put(key, entry, seen, ttl).await
    }

    async fn invalidate(&self, tags: &[TagKey]) -> Result<(), StoreError> {
        (**self).invalidate(tags).await
    }
}

/// The same with its futures boxed, so that a runtime need not know which it is.
pub(super) trait AnyCacheStore: fmt::Debug + Send + Sync {
    fn look<'a>(
        &'a self,
        key: EntryKey,
        tags: &'a [TagKey],
    ) -> BoxFuture<'a, Result<Looked, StoreError>>;

    fn put<'a>(
        &'a self,
        key: EntryKey,
        entry: Bytes,
        seen: &'a [(TagKey, Stamp)],
        ttl: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    fn invalidate<'a>(&'a self, tags: &'a [TagKey]) -> BoxFuture<'a, Result<(), StoreError>>;
}

impl<S: CacheStore> AnyCacheStore for S {
    fn look<'a>(
        &'a self,
        key: EntryKey,
        tags: &'a [TagKey],
    ) -> BoxFuture<'a, Result<Looked, StoreError>> {
        Box::pin(CacheStore::look(self, key, tags))
    }

    fn put<'a>(
        &'a self,
        key: EntryKey,
        entry: Bytes,
        seen: &'a [(TagKey, Stamp)],
        ttl: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(CacheStore::put(self, key, entry, seen, ttl))
    }

    fn invalidate<'a>(&'a self, tags: &'a [TagKey]) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(CacheStore::invalidate(self, tags))
    }
}

/// The key of an entry: a hash of everything that the answer may depend on, the same in every
/// instance.
///
/// `Display` writes it as `hardpoint:entry:` and 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryKey(pub [u8; 32]);

impl fmt::Display for EntryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hardpoint:entry:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The key of a tag: hashes of whose tag it is and of its text, the same in every instance.
///
/// `Display` writes it as `hardpoint:{0123456789abcdef}:tag:0123456789abcdef0123456789abcdef`, with
/// the group in braces: by these, Redis Cluster keeps all tags of a service on one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagKey {
    /// Of which service it is.
    pub group: u64,
    /// Which of that service's tags it is.
    pub hash: u128,
}

impl fmt::Display for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, hash } = self;
        write!(f, "hardpoint:{{{group:016x}}}:tag:{hash:032x}")
    }
}

/// What a tag has until it is invalidated: a value that it has never had before and, once
/// invalidated, will never have again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp(pub u128);

impl Stamp {
    /// One that nobody has seen.
    pub fn random() -> Self {
        Self(fastrand::u128(..))
    }
}

/// What a look into a store has shown.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The stamps that the tags have now, in their order.
    pub stamps: Vec<Stamp>,
    /// What is kept, if it is as good as its stamps.
    pub found: Option<Found>,
}

/// What a store keeps under a key.
#[derive(Debug, Clone)]
pub struct Found {
    /// The entry as it was put.
    pub entry: Bytes,
    /// How much is left of its `ttl`, by the store's clock.
    pub left: Duration,
}
