//! The trait of stores that keep rate limits for several instances at once.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::clock::Moment;

/// Keeps the buckets of rate limits outside of this process, for all instances that share it.
///
/// A bucket is full until somebody takes from it, and refills evenly, so all there is to keep for
/// one is the moment at which it will be full again (GCRA, ITU-T I.371 annex A). From that moment
/// on it may be forgotten: it says no more than its absence.
///
/// A store keeps three promises, which the suite of the feature `acceptance` checks:
///
/// - **One decision.** Whatever is asked for in one call is decided as one: nobody else takes from
///   any of the buckets in between.
/// - **All or none.** The price is taken from every bucket if it is in all of them, and else from
///   none. A bucket in [shadow](Bucket::shadow) stops nothing: its price is taken if all others
///   have theirs, and it has its own.
/// - **One clock.** Time is the store's own, never that of an instance. Where it steps back,
///   nothing more is missing from a bucket than it holds.
///
/// It should be one round trip. How long it takes is the caller's concern: a call that is late is
/// dropped, and may have been done or not.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::{Arc, Mutex};
/// use std::time::Instant;
///
/// use hardpoint::Moment;
/// use hardpoint::store::{Bucket, BucketKey, RateStore, StoreError, Taken};
///
/// /// For instances that are threads of one process.
/// #[derive(Debug, Clone)]
/// struct Common(Instant, Arc<Mutex<HashMap<BucketKey, Moment>>>);
///
/// impl RateStore for Common {
///     async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
///         let Self(began, full_at) = self;
///         let poisoned = |_| StoreError::new("a thread has panicked");
///         let mut full_at = full_at.lock().map_err(poisoned)?;
///         let at = Moment::default().after(began.elapsed());
///         let missing = buckets.iter().map(|bucket| {
///             let full_at = full_at.get(&bucket.key).copied().unwrap_or_default();
///             full_at.since(at).min(bucket.size)
///         });
///         let taken = Taken { at, missing: missing.collect() };
///         for (bucket, missing) in taken.charged(buckets) {
///             full_at.insert(bucket.key, at.after(missing));
///         }
///         Ok(taken)
///     }
/// }
///
/// let store = Common(Instant::now(), Arc::default());
/// let hardpoint = hardpoint::Hardpoint::builder()
///     .store(hardpoint::Store::memory().rates(store.clone()))
///     .build()?;
///
/// # #[cfg(feature = "acceptance")] {
/// // In its tests, with the feature `acceptance`:
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
/// # runtime.block_on(async {
/// hardpoint::store::acceptance::rates(&store).await;
/// # });
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `RateStore`",
    label = "this does not keep rate limits",
    note = "help: implement it: `impl RateStore for {Self} {{ async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {{ … }} }}`"
)]
pub trait RateStore: fmt::Debug + Send + Sync + 'static {
    /// Takes the price of each bucket from it, or nothing from any, and says what was missing
    /// before. The keys of one call differ, and are of one [group](BucketKey::group).
    ///
    /// # Errors
    ///
    /// Whatever keeps it from deciding: the store counts as away then for a while.
    fn take(&self, buckets: &[Bucket]) -> impl Future<Output = Result<Taken, StoreError>> + Send;
}

/// One that is shared.
impl<S: RateStore> RateStore for Arc<S> {
    async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
        (**self).take(buckets).await
    }
}

/// The same with its future boxed, so that a runtime need not know which it is.
pub(super) trait AnyRateStore: fmt::Debug + Send + Sync {
    fn take<'a>(&'a self, buckets: &'a [Bucket]) -> BoxFuture<'a, Result<Taken, StoreError>>;
}

impl<S: RateStore> AnyRateStore for S {
    fn take<'a>(&'a self, buckets: &'a [Bucket]) -> BoxFuture<'a, Result<Taken, StoreError>> {
        Box::pin(RateStore::take(self, buckets))
    }
}

/// One bucket of a decision, in units of time: a bucket of ten units of which one comes back every
/// six seconds has a size of a minute, and one unit is six seconds of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Under which key it is kept.
    pub key: BucketKey,
    /// How long it takes to fill when it is empty.
    pub size: Duration,
    /// How much of it the request takes.
    pub price: Duration,
    /// Whether it only watches: it stops no request.
    pub shadow: bool,
}

impl Bucket {
    /// What is missing from it once the price is taken, if so much was `missing` before; nothing
    /// where the price is not in it.
    pub fn take(&self, missing: Duration) -> Option<Duration> {
        let missing = missing.saturating_add(self.price);
        (missing <= self.size).then_some(missing)
    }
}

/// The key of a bucket: hashes of what it counts, the same in every instance.
///
/// `Display` writes it as `hardpoint:{0123456789abcdef}:0123456789abcdef0123456789abcdef`, with
/// the group in braces: by these, Redis Cluster keeps all keys of a group on one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BucketKey {
    /// Of which endpoint it is.
    pub group: u64,
    /// Which of that endpoint's buckets it is.
    pub hash: u128,
}

impl fmt::Display for BucketKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hardpoint:{{{:016x}}}:{:032x}", self.group, self.hash)
    }
}

/// What a store has found when it decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// When it decided, by its own clock.
    pub at: Moment,
    /// What was missing from each bucket before, at most its size, in the order of the buckets.
    pub missing: Vec<Duration>,
}

impl Taken {
    /// What follows for the `buckets` that were asked for: those of which the price is taken, each
    /// with what is missing from it then. None at all where one of them stops the request.
    pub fn charged<'a>(
        &'a self,
        buckets: &'a [Bucket],
    ) -> impl Iterator<Item = (&'a Bucket, Duration)> {
        let each = move || buckets.iter().zip(self.missing.iter().copied());
        let admitted =
            each().all(|(bucket, missing)| bucket.shadow || bucket.take(missing).is_some());
        each()
            .filter(move |_| admitted)
            .filter_map(|(bucket, missing)| Some((bucket, bucket.take(missing)?)))
    }
}

/// Why a store could not do what it was asked for.
#[derive(Debug)]
pub struct StoreError(Box<dyn Error + Send + Sync>);

impl StoreError {
    /// For that reason: an error, or a sentence.
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
