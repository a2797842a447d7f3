//! What is believed of others, and what is asked of a second level.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use bytes::Bytes;
use futures_util::FutureExt;
use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};

use crate::cache::fixture::{Bench, get, policy, tagged};
use crate::cache::{Filled, Served, Tag};
use crate::error::Problem;
use crate::store::{CacheStore, EntryKey, Found, Looked, Stamp, Store, StoreError, TagKey};

const BOUND: Duration = Duration::from_secs(2);

/// A second level that keeps what it is given, for as long as it says.
#[derive(Debug, Clone, Default)]
struct Shelf(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    stamps: Mutex<HashMap<TagKey, Stamp>>,
    entries: Mutex<HashMap<EntryKey, (Vec<Stamp>, Bytes)>>,
    left: Mutex<Option<Duration>>,
    put: Notify,
    /// Whether it can be told what is out of date.
    is_deaf: Mutex<bool>,
    looks: Mutex<u32>,
}

impl CacheStore for Shelf {
    async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
        *self.0.looks.lock() += 1;
        let mut stamps = self.0.stamps.lock();
        let stamp = |tag: &TagKey| *stamps.entry(*tag).or_insert_with(Stamp::random);
        let stamps: Vec<Stamp> = tags.iter().map(stamp).collect();
        let left = self.0.left.lock().unwrap_or(Duration::from_secs(80));
        let entries = self.0.entries.lock();
        let kept = entries.get(&key).filter(|(seen, _)| *seen == stamps);
        let found = kept.map(|(_, entry)| Found {
            entry: entry.clone(),
            left,
        });
        Ok(Looked { stamps, found })
    }

    async fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        _: Duration,
    ) -> Result<(), StoreError> {
        let seen = seen.iter().map(|(_, stamp)| *stamp).collect();
        self.0.entries.lock().insert(key, (seen, entry));
        self.0.put.notify_one();
        Ok(())
    }

    async fn invalidate(&self, tags: &[TagKey]) -> Result<(), StoreError> {
        if *self.0.is_deaf.lock() {
            return Err(StoreError::new("deaf"));
        }
        self.0.stamps.lock().retain(|tag, _| !tags.contains(tag));
        Ok(())
    }
}

impl Shelf {
    /// One instance that has it for a second level, and no bus.
    fn instance(&self) -> Bench {
        let store = Store::memory().cache(self.clone()).staleness(BOUND);
        let mut policy = policy();
        policy.tags = tagged("all");
        Bench::with(policy, &store.budget(Duration::from_secs(20)))
    }
}

fn one() -> HttpResponse {
    HttpResponse::Ok().body("one")
}

fn failing() -> HttpResponse {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failing").into_response()
}

#[actix_web::test]
async fn what_nobody_vouches_for_is_looked_up_after_the_bound() {
    let shelf = Shelf::default();
    let bench = shelf.instance();
    bench.fill_with(&get("/x"), one).await;
    shelf.0.put.notified().await;
    bench.hand.advance(BOUND);
    assert!(bench.hit(&get("/x")).is_some());
    bench.hand.advance(Duration::from_nanos(1));
    assert!(bench.hit(&get("/x")).is_none());
    let filled = bench.fill_with(&get("/x"), failing).await;
    assert!(matches!(filled, Filled::Entry(_, Served::SecondLevel)));
    assert_eq!(bench.runs(), 1);
    // It is believed anew, from when it was looked up.
    bench.hand.advance(BOUND);
    assert!(bench.hit(&get("/x")).is_some());
}

#[actix_web::test]
async fn a_run_that_nobody_vouches_for_is_not_joined() {
    let bench = Shelf::default().instance();
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let held = bench.work(|| async move {
        may_go_on.await.unwrap();
        HttpResponse::Ok().body("old")
    });
    let request = get("/x");
    let first = bench.fill(&request, held);
    let second = async {
        bench.until_aboard(&request, 1).await;
        bench.hand.advance(BOUND + Duration::from_nanos(1));
        let filled = bench.fill_with(&request, one).await;
        go_on.send(()).unwrap();
        filled
    };
    let (_, second) = futures_util::future::join(first, second).await;
    assert!(matches!(second, Filled::Entry(_, Served::Filled { .. })));
    assert_eq!(bench.runs(), 2);
}

#[actix_web::test]
async fn what_is_stale_in_the_second_level_is_given_where_the_handler_fails() {
    let shelf = Shelf::default();
    let first = shelf.instance();
    first.fill_with(&get("/x"), one).await;
    shelf.0.put.notified().await;
    // Of the 30 seconds for which it may be stale.
    *shelf.0.left.lock() = Some(Duration::from_secs(10));
    let bench = shelf.instance();
    let failed = bench.fill_with(&get("/x"), failing).await;
    assert!(matches!(failed, Filled::Entry(_, Served::SecondLevel)));
    let made = bench.fill_with(&get("/x"), one).await;
    assert!(matches!(
        made,
        Filled::Entry(_, Served::Filled { stored: true, .. })
    ));
    assert_eq!(bench.runs(), 2);
}

#[actix_web::test]
async fn a_second_level_is_not_asked_for_what_it_does_not_know_to_be_out_of_date() {
    let shelf = Shelf::default();
    let bench = shelf.instance();
    bench.fill_with(&get("/x"), one).await;
    shelf.0.put.notified().await;
    *shelf.0.is_deaf.lock() = true;
    let announced = bench.cache.invalidate(&[Tag::named(b"all")]).unwrap();
    assert!(bench.cache.announced().now_or_never().is_none());
    let looks = *shelf.0.looks.lock();
    let filled = bench.fill_with(&get("/x"), one).await;
    assert!(matches!(filled, Filled::Entry(_, Served::Filled { .. })));
    assert_eq!(*shelf.0.looks.lock(), looks);
    // Once it knows, it is asked again; and what was made meanwhile was not kept there.
    *shelf.0.is_deaf.lock() = false;
    announced.everywhere().await;
    assert!(bench.cache.announced().now_or_never().is_some());
    let other = shelf.instance().fill_with(&get("/x"), one).await;
    assert!(matches!(other, Filled::Entry(_, Served::Filled { .. })));
}

#[actix_web::test]
async fn an_entry_of_another_version_is_none() {
    let shelf = Shelf::default();
    let first = shelf.instance();
    first.fill_with(&get("/x"), one).await;
    shelf.0.put.notified().await;
    for (_, entry) in shelf.0.entries.lock().values_mut() {
        let mut bytes = entry.to_vec();
        bytes[0] = u8::MAX;
        *entry = bytes.into();
    }
    let bench = shelf.instance();
    let made = bench.fill_with(&get("/x"), one).await;
    assert!(matches!(made, Filled::Entry(_, Served::Filled { .. })));
}
