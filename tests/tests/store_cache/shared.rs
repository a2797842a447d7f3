//! Two instances and one second level: an answer is made once, and put out of date once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::future::join_all;
use hardpoint::Store;
use hardpoint::store::{self, CacheStore, EntryKey, Looked, Stamp, StoreError, TagKey};
use hardpoint_tests::Request;
use hardpoint_tests::servers::Redis;
use tokio::sync::Semaphore;

use crate::redis::ask;
use crate::world::{
    BOUND, SECOND, World, instance, is_first_level, is_second_level, now, number, read, status_of,
    until, until_it_hears, write,
};

fn patient(redis: &Redis) -> Store {
    let store = Store::redis(redis.url()).expect("a URL");
    store.budget(10 * SECOND).namespace("shop")
}

/// Waits until the second level keeps that many answers.
async fn until_kept(redis: &Redis, count: usize) {
    until("answers are kept", async || {
        let keys: Vec<String> = ask(redis, &["KEYS", "hardpoint:entry:*"]).await;
        keys.len() == count
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_made_once_for_both_instances() {
    let redis = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, patient(&redis)),
        instance(&world, patient(&redis)),
    );
    for service in [&one, &other] {
        until_it_hears(service).await;
    }
    let () = ask(&redis, &["FLUSHALL"]).await;
    world.write("a");
    let made = one.get("/value/a").await;
    assert_eq!(status_of(&made), "hardpoint; fwd=uri-miss; stored");
    until_kept(&redis, 1).await;
    let found = other.get("/value/a").await;
    assert!(is_second_level(&found), "{}", status_of(&found));
    assert_eq!((found.status, &found.body), (200, &made.body));
    for name in ["etag", "content-type", "cache-control"] {
        assert_eq!(found.header(name), made.header(name), "{name}");
    }
    assert!(found.header("age").is_some());
    let again = other.get("/value/a").await;
    assert!(is_first_level(&again), "{}", status_of(&again));
    let etag = again.header("etag").expect("a tag");
    let request = Request::get("/value/a").header("if-none-match", etag);
    assert_eq!(one.send(request).await.status, 304);
    assert_eq!(world.runs("a"), 1);
}

#[tokio::test]
async fn an_invalidation_on_one_instance_reaches_the_other() {
    let redis = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, patient(&redis)),
        instance(&world, patient(&redis)),
    );
    for service in [&one, &other] {
        until_it_hears(service).await;
    }
    for _ in 0..10 {
        for (writer, reader) in [(&one, &other), (&other, &one)] {
            read(reader, "a").await;
            let value = write(writer, "a").await;
            until("the other one knows", async || {
                read(reader, "a").await == value
            })
            .await;
            assert_eq!(read(writer, "a").await, value);
        }
    }
}

#[tokio::test]
async fn what_is_kept_for_one_principal_is_not_shown_to_another() {
    let redis = Redis::start(&[]);
    let world = Arc::new(World::default());
    let (one, other) = (
        instance(&world, patient(&redis)),
        instance(&world, patient(&redis)),
    );
    let mine = |who: &str| Request::get("/mine").header("authorization", who);
    until("it is kept", async || {
        let made = one.send(mine("anna")).await;
        assert_eq!(made.status, 200);
        let keys: Vec<String> = ask(&redis, &["KEYS", "hardpoint:entry:*"]).await;
        keys.len() == 1
    })
    .await;
    let before = world.runs("mine");
    let found = other.send(mine("berta")).await;
    assert!(status_of(&found).contains("fwd="), "{}", status_of(&found));
    assert_eq!(world.runs("mine"), before + 1);
}

/// A store that counts the looks, and answers when it may.
#[derive(Debug, Clone)]
struct Slow {
    redis: store::Redis,
    looks: Arc<AtomicU32>,
    may_answer: Arc<Semaphore>,
}

impl CacheStore for Slow {
    async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
        self.looks.fetch_add(1, Ordering::SeqCst);
        self.may_answer
            .acquire()
            .await
            .expect("never closed")
            .forget();
        self.redis.look(key, tags).await
    }

    async fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        ttl: Duration,
    ) -> Result<(), StoreError> {
        self.redis.put(key, entry, seen, ttl).await
    }

    async fn invalidate(&self, tags: &[TagKey]) -> Result<(), StoreError> {
        self.redis.invalidate(tags).await
    }
}

#[tokio::test]
async fn who_waits_for_the_same_answer_makes_one_look() {
    let redis = Redis::start(&[]);
    let world = Arc::new(World::default());
    let slow = Slow {
        redis: store::Redis::connect(redis.url()).expect("a URL"),
        looks: Arc::default(),
        may_answer: Arc::new(Semaphore::new(0)),
    };
    let store = Store::memory().cache(slow.clone()).budget(20 * SECOND);
    let service = instance(&world, store);
    let crowd = join_all((0..300).map(|_| service.get("/value/a")));
    let release = async {
        until("somebody looks", async || {
            slow.looks.load(Ordering::SeqCst) > 0
        })
        .await;
        slow.may_answer.add_permits(1);
    };
    let (answers, ()) = futures_util::future::join(crowd, release).await;
    assert!(answers.iter().all(|answer| number(answer) == 0));
    assert_eq!(slow.looks.load(Ordering::SeqCst), 1);
    assert_eq!(world.runs("a"), 1);
}

#[tokio::test]
async fn without_a_bus_an_answer_is_looked_up_again_after_the_bound() {
    let redis = Redis::start(&[]);
    let world = Arc::new(World::default());
    let store = || {
        let redis = store::Redis::connect(redis.url()).expect("a URL");
        Store::memory().cache(redis).budget(10 * SECOND)
    };
    let (one, other) = (instance(&world, store()), instance(&world, store()));
    read(&other, "a").await;
    until_kept(&redis, 1).await;
    let value = write(&one, "a").await;
    let acknowledged = now();
    loop {
        let begun = now();
        if read(&other, "a").await == value {
            break;
        }
        assert!(begun <= acknowledged.after(BOUND));
    }
    // What holds is looked up, not made: once in a while, for as long as somebody asks.
    until_kept(&redis, 1).await;
    let runs = world.runs("a");
    until("it is looked up again", async || {
        is_second_level(&other.get("/value/a").await)
    })
    .await;
    assert_eq!(world.runs("a"), runs);
}

#[tokio::test]
async fn while_the_store_is_away_the_handler_runs_once_for_all_who_wait() {
    let redis = Redis::start(&[]);
    let world = Arc::new(World::default());
    let store = Store::redis(redis.url()).expect("a URL");
    let service = instance(&world, store.budget(SECOND / 10));
    redis.hang();
    let crowd = join_all((0..50).map(|_| service.get("/gated/a")));
    let release = async {
        let waiting = &world.gate.waiting;
        until("a handler runs", async || {
            waiting.load(Ordering::SeqCst) > 0
        })
        .await;
        world.gate.open.add_permits(50);
    };
    let (answers, ()) = futures_util::future::join(crowd, release).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(world.runs("a"), 1);
    redis.go_on();
    until("it is kept again", async || {
        let name = fastrand::u32(..);
        let () = ask(&redis, &["FLUSHALL"]).await;
        service.get(&format!("/value/{name}")).await;
        let keys: Vec<String> = ask(&redis, &["KEYS", "hardpoint:entry:*"]).await;
        !keys.is_empty()
    })
    .await;
}
