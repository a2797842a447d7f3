//! What becomes of what a store has not heard.

use std::future::pending;
use std::time::Duration;

use parking_lot::Mutex;

use super::*;
use crate::store::{IdempotencyStore, LeaseKey, StoreError};

const BUDGET: Duration = Duration::from_millis(20);
const SECOND: Duration = Duration::from_secs(1);

/// A store that does what a test makes it do, and keeps who has its only key.
#[derive(Debug, Clone, Default)]
struct Fickle(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    mood: Mood,
    owner: Option<u64>,
    answer: Option<Vec<u8>>,
    claims: usize,
    releases: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Mood {
    #[default]
    Well,
    /// It does what it is told, and nobody hears of it.
    Mute,
    /// It neither hears nor answers.
    Gone,
}

impl Fickle {
    fn is(&self, mood: Mood) {
        self.0.lock().mood = mood;
    }

    /// Does it and says what it came to.
    async fn at_once<T>(
        &self,
        step: impl FnOnce(&mut Inside) -> T + Send,
    ) -> Result<T, StoreError> {
        let (mood, done) = {
            let mut inside = self.0.lock();
            match inside.mood {
                Mood::Gone => (Mood::Gone, None),
                mood => (mood, Some(step(&mut inside))),
            }
        };
        match (mood, done) {
            (Mood::Well, Some(done)) => Ok(done),
            _ => pending().await,
        }
    }
}

impl IdempotencyStore for Fickle {
    async fn claim(&self, lease: &Lease) -> Result<ClaimOutcome, StoreError> {
        self.0.lock().claims += 1;
        self.at_once(|it| match it.owner {
            Some(owner) if owner != lease.owner => ClaimOutcome::InFlight,
            _ => {
                it.owner = Some(lease.owner);
                ClaimOutcome::Granted
            }
        })
        .await
    }

    async fn renew(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.at_once(|it| it.owner == Some(lease.owner)).await
    }

    async fn complete(&self, lease: &Lease, answer: Option<&[u8]>) -> Result<bool, StoreError> {
        let answer = answer.map(<[u8]>::to_vec);
        self.at_once(|it| {
            let is_ours = it.owner == Some(lease.owner);
            if is_ours {
                it.answer = answer;
            }
            is_ours
        })
        .await
    }

    async fn release(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.0.lock().releases += 1;
        self.at_once(|it| it.owner.take_if(|owner| *owner == lease.owner).is_some())
            .await
    }
}

fn watched(store: &Fickle) -> Arc<WatchedIdempotency> {
    let chosen = Store::memory()
        .idempotency(store.clone())
        .idempotency_budget(BUDGET);
    Arc::new(WatchedIdempotency::of(&chosen).expect("it was chosen"))
}

fn lease(owner: u64) -> Lease {
    Lease {
        key: LeaseKey([1; 32]),
        fingerprint: [2; 32],
        owner,
        length: 30 * SECOND,
        ttl: 3600 * SECOND,
        rerun_safe: false,
    }
}

async fn until(store: &Fickle, is_so: impl Fn(&Inside) -> bool) {
    let asked = async {
        while !is_so(&store.0.lock()) {
            Clock::system().sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(20 * SECOND, asked)
        .await
        .expect("in time");
}

#[tokio::test]
async fn what_was_granted_without_an_answer_is_given_back() {
    let store = Fickle::default();
    store.is(Mood::Mute);
    let watched = watched(&store);
    assert_eq!(watched.claim(&lease(1)).await, None);
    assert_eq!(store.0.lock().owner, Some(1));
    store.is(Mood::Well);
    until(&store, |it| it.owner.is_none()).await;
}

#[tokio::test]
async fn a_claim_that_arrives_after_it_was_given_back_is_given_back_again() {
    let store = Fickle::default();
    store.is(Mood::Gone);
    let watched = watched(&store);
    assert_eq!(watched.claim(&lease(1)).await, None);
    store.is(Mood::Well);
    // It says that there is nothing to give back.
    let before = store.0.lock().releases;
    until(&store, |it| it.releases > before + 1).await;
    // Only now does the server get to what it had been sent before.
    store.0.lock().owner = Some(1);
    until(&store, |it| it.owner.is_none()).await;
    // And that was that: nobody gives back what another has claimed.
    let releases = store.0.lock().releases;
    assert_eq!(watched.claim(&lease(2)).await, Some(ClaimOutcome::Granted));
    Clock::system().sleep(5 * BUDGET).await;
    let inside = store.0.lock();
    assert_eq!((inside.owner, inside.releases), (Some(2), releases));
}

#[tokio::test]
async fn a_claim_that_nobody_waits_for_any_more_is_given_back() {
    let store = Fickle::default();
    store.is(Mood::Mute);
    let watched = watched(&store);
    let lease = lease(1);
    {
        let claim = std::pin::pin!(watched.claim(&lease));
        let soon = std::pin::pin!(until(&store, |it| it.owner.is_some()));
        select(claim, soon).await;
    }
    store.is(Mood::Well);
    until(&store, |it| it.owner.is_none()).await;
}

#[tokio::test]
async fn while_it_is_away_it_is_not_asked_for_claims_and_owes_nobody_anything_for_them() {
    let store = Fickle::default();
    let watched = watched(&store);
    store.is(Mood::Gone);
    assert_eq!(watched.claim(&lease(1)).await, None);
    for owner in 2..50 {
        assert_eq!(watched.claim(&lease(owner)).await, None);
    }
    let claims = store.0.lock().claims;
    assert!(claims < 10, "{claims} were asked");
    store.is(Mood::Well);
    // What has to be said is said, and shows that it is back.
    assert_eq!(watched.renew(&lease(1)).await, Some(false));
    assert_eq!(watched.claim(&lease(9)).await, Some(ClaimOutcome::Granted));
}

#[tokio::test]
async fn an_answer_that_was_not_heard_is_said_until_it_is() {
    let store = Fickle::default();
    let watched = watched(&store);
    assert_eq!(watched.claim(&lease(1)).await, Some(ClaimOutcome::Granted));
    store.is(Mood::Gone);
    assert_eq!(watched.complete(&lease(1), Some(b"answer")).await, None);
    watched.complete_soon(lease(1), Some(Arc::from(&b"answer"[..])));
    Clock::system().sleep(3 * BUDGET).await;
    assert_eq!(store.0.lock().answer, None);
    store.is(Mood::Well);
    until(&store, |it| it.answer.as_deref() == Some(b"answer")).await;
}

#[tokio::test]
async fn it_is_settled_once_the_store_has_heard_everything() {
    let store = Fickle::default();
    let watched = watched(&store);
    watched.settled().await;
    store.is(Mood::Gone);
    watched.release_soon(lease(1));
    let settled = tokio::time::timeout(3 * BUDGET, watched.settled());
    assert!(settled.await.is_err());
    store.is(Mood::Well);
    let settled = tokio::time::timeout(20 * SECOND, watched.settled());
    settled.await.expect("in time");
}

#[test]
fn what_is_dropped_outside_of_any_runtime_is_said_with_the_next_that_is_not() {
    let store = Fickle::default();
    let watched = watched(&store);
    let run = |work: &mut dyn FnMut() -> futures_util::future::LocalBoxFuture<'static, ()>| {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_time().build().expect("a runtime");
        runtime.block_on(work());
    };
    run(&mut || {
        let watched = Arc::clone(&watched);
        Box::pin(async move {
            assert_eq!(watched.claim(&lease(1)).await, Some(ClaimOutcome::Granted));
        })
    });
    watched.release_soon(lease(1));
    assert_eq!(store.0.lock().owner, Some(1));
    run(&mut || {
        let (watched, store) = (Arc::clone(&watched), store.clone());
        Box::pin(async move {
            watched.release_soon(lease(7));
            until(&store, |it| it.owner.is_none()).await;
        })
    });
}
