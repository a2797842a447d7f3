//! A store that a test may break, and that keeps time by the test's clock.

mod answers;
mod buckets;
mod leases;

use std::fmt;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;

use self::answers::Answers;
use self::buckets::Buckets;
use self::leases::Leases;
use crate::clock::{Clock, ManualClock};
use crate::store::{
    Bucket, CacheStore, ClaimOutcome, EntryKey, IdempotencyStore, Lease, Looked, RateStore, Stamp,
    Store, StoreError, TagKey, Taken,
};

/// A store for all that outlives a request, in memory, as several instances share one: it refuses,
/// hangs, dawdles and forgets when it is told to.
///
/// It answers when it is new. Clones are the same store. Time in it goes by the clock of the test;
/// what an instance grants a store before it takes it to be away, its
/// [budget](crate::Store::budget), is time on the wall, as is the pause after which it looks again:
/// 100 milliseconds at first, 2 seconds at most.
///
/// ```
/// use hardpoint::prelude::*;
/// use hardpoint::testing::{TestService, TestStore};
///
/// #[endpoint(post = "/orders", public, idempotent)]
/// async fn order() -> &'static str { "ordered" }
///
/// #[hardpoint::test(endpoints![order])]
/// async fn without_its_store_nothing_is_ordered(service: TestService, store: TestStore) {
///     store.refuse();
///     let refused = service.post("/orders").key("one").await;
///     refused.assert_problem(503, "idempotency_store_unavailable");
/// }
/// ```
#[derive(Clone)]
pub struct TestStore(Arc<Inner>);

struct Inner {
    clock: Clock,
    hand: ManualClock,
    mood: Mutex<Mood>,
    asked: AtomicUsize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Clone, Copy)]
enum Mood {
    Answers,
    Refuses,
    Hangs,
    Dawdles(Duration),
}

#[derive(Debug, Default)]
struct Kept {
    buckets: Buckets,
    leases: Leases,
    answers: Answers,
}

impl TestStore {
    /// An empty one that answers, with a clock of its own.
    pub fn new() -> Self {
        let (clock, hand) = Clock::manual();
        Self::by(clock, hand)
    }

    pub(super) fn by(clock: Clock, hand: ManualClock) -> Self {
        Self(Arc::new(Inner {
            clock,
            hand,
            mood: Mutex::new(Mood::Answers),
            asked: AtomicUsize::new(0),
            kept: Mutex::default(),
        }))
    }

    /// From now on, whatever it is asked is an error at once.
    pub fn refuse(&self) {
        self.turn(Mood::Refuses);
    }

    /// From now on, it takes what it is asked and never answers.
    pub fn hang(&self) {
        self.turn(Mood::Hangs);
    }

    /// From now on, it answers after so much time on the wall.
    pub fn dawdle(&self, by: Duration) {
        self.turn(Mood::Dawdles(by));
    }

    /// From now on, it answers at once again. Who took it to be away looks after a pause.
    pub fn answer(&self) {
        self.turn(Mood::Answers);
    }

    /// Forgets everything, as one that was replaced does.
    pub fn empty(&self) {
        *self.0.kept.lock() = Kept::default();
    }

    /// How often it was asked anything so far.
    pub fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// It as the choice of a builder, for what [`TestService::sharing`](super::TestService::sharing)
    /// does not say: rates, idempotency keys and cached answers, with the budgets that are usual.
    pub fn to_store(&self) -> Store {
        Store::memory()
            .rates(self.clone())
            .idempotency(self.clone())
            .cache(self.clone())
    }

    /// The clock by which it keeps time, and the hand of that.
    pub(super) fn times(&self) -> (Clock, ManualClock) {
        (self.0.clock.clone(), self.0.hand.clone())
    }

    fn turn(&self, mood: Mood) {
        *self.0.mood.lock() = mood;
    }

    /// What comes of a question, if it is in the mood.
    async fn ask<T>(&self, question: impl FnOnce(&mut Kept, &Clock) -> T) -> Result<T, StoreError> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let mood = *self.0.mood.lock();
        match mood {
            Mood::Answers => {}
            Mood::Refuses => return Err(StoreError::new("the test has it refuse")),
            Mood::Hangs => pending().await,
            Mood::Dawdles(by) => Clock::system().sleep(by).await,
        }
        Ok(question(&mut self.0.kept.lock(), &self.0.clock))
    }
}

impl Default for TestStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TestStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestStore")
            .field("mood", &*self.0.mood.lock())
            .field("asked", &self.asked())
            .finish_non_exhaustive()
    }
}

impl RateStore for TestStore {
    async fn take(&self, buckets: &[Bucket]) -> Result<Taken, StoreError> {
        self.ask(|kept, clock| kept.buckets.take(buckets, clock.now()))
            .await
    }
}

impl IdempotencyStore for TestStore {
    async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
        self.ask(|kept, clock| kept.leases.claim(lease, clock.now()))
            .await
    }

    async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.ask(|kept, clock| kept.leases.renew(lease, clock.now()))
            .await
    }

    async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
        self.ask(|kept, clock| kept.leases.complete(lease, answer, clock.now()))
            .await
    }

    async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.ask(|kept, clock| kept.leases.release(lease, clock.now()))
            .await
    }
}

impl CacheStore for TestStore {
    async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
        self.ask(|kept, clock| kept.answers.look(key, tags, clock.now()))
            .await
    }

    async fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        ttl: Duration,
    ) -> Result<(), StoreError> {
        self.ask(|kept, clock| kept.answers.put(key, entry, seen, clock.now().after(ttl)))
            .await
    }

    async fn invalidate(&self, tags: &[TagKey]) -> Result<(), StoreError> {
        self.ask(|kept, _| kept.answers.invalidate(tags)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> TestStore {
        TestStore::by(Clock::system(), Clock::manual().1)
    }

    #[cfg(feature = "acceptance")]
    #[tokio::test]
    async fn it_keeps_what_every_store_promises() {
        use crate::store::acceptance::{cache, idempotency, rates};

        rates(&store()).await;
        idempotency(&store()).await;
        cache(&store()).await;
    }

    #[tokio::test]
    async fn it_does_what_it_is_told_and_forgets_nothing_by_it() {
        let store = store();
        let bucket = Bucket {
            key: crate::store::BucketKey { group: 1, hash: 2 },
            size: Duration::from_secs(3_600),
            price: Duration::from_secs(1_800),
            shadow: false,
        };
        let take = || RateStore::take(&store, std::slice::from_ref(&bucket));
        assert!(take().await.is_ok());
        store.refuse();
        assert!(take().await.is_err());
        store.hang();
        let hung = crate::within::within(Duration::from_millis(1), take());
        assert!(hung.await.is_err());
        store.dawdle(Duration::from_millis(1));
        let late = take().await.unwrap();
        assert!(late.missing[0] > Duration::from_secs(1_000));
        store.answer();
        store.empty();
        assert_eq!(take().await.unwrap().missing, [Duration::ZERO]);
        assert_eq!(store.asked(), 5);
    }
}
