//! What a transaction makes true is told by its commit, and by nothing else.

use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::future::join;
use hardpoint::Store;
use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{self, CacheStore, EntryKey, Looked, Stamp, StoreError, TagKey};
use hardpoint_tests::servers::{Redis, database};

use crate::cable::{Cable, Fate, place_of};
use crate::world::{
    SECOND, World, instance_with_tx, is_first_level, is_second_level, number, read, until,
    until_it_hears, write_once,
};

async fn postgres(url: &str) -> Store {
    let settings = DbSettings::new(url).pool_size(2);
    let db = Db::connect(&settings).await.expect("a database");
    Store::postgres(&db)
        .await
        .expect("a schema")
        .budget(10 * SECOND)
}

/// A second level that can be told nothing, as if whoever tells it had died before.
#[derive(Debug)]
struct Untold(store::Redis);

impl CacheStore for Untold {
    async fn look(&self, key: EntryKey, tags: &[TagKey]) -> Result<Looked, StoreError> {
        self.0.look(key, tags).await
    }

    async fn put(
        &self,
        key: EntryKey,
        entry: Bytes,
        seen: &[(TagKey, Stamp)],
        ttl: std::time::Duration,
    ) -> Result<(), StoreError> {
        self.0.put(key, entry, seen, ttl).await
    }

    async fn invalidate(&self, _: &[TagKey]) -> Result<(), StoreError> {
        Err(StoreError::new("it is told nothing"))
    }
}

fn level(redis: &Redis) -> store::Redis {
    store::Redis::connect(redis.url()).expect("a URL")
}

#[tokio::test]
async fn a_commit_tells_the_others_and_a_rollback_does_not() {
    let database = database();
    let world = Arc::new(World::default());
    let one = instance_with_tx(&world, postgres(&database.url()).await);
    let other = instance_with_tx(&world, postgres(&database.url()).await);
    join(until_it_hears(&one), until_it_hears(&other)).await;
    for key in ["first", "second", "third"] {
        read(&other, "a").await;
        let value = number(&write_once(&one, "a", key).await);
        assert_eq!(read(&one, "a").await, value);
        until("the other one knows", async || {
            read(&other, "a").await == value
        })
        .await;
    }
    read(&one, "failing").await;
    read(&other, "failing").await;
    assert_eq!(write_once(&one, "failing", "fourth").await.status, 500);
    // Whatever is told in vain is told before this.
    let value = number(&write_once(&one, "a", "fifth").await);
    until("the other one knows", async || {
        read(&other, "a").await == value
    })
    .await;
    for service in [&one, &other] {
        assert!(is_first_level(&service.get("/value/failing").await));
    }
    assert_eq!(world.runs("failing"), 2);
}

#[tokio::test]
async fn whoever_hears_of_it_tells_the_second_level() {
    let (database, redis) = (database(), Redis::start(&[]));
    let world = Arc::new(World::default());
    let untold = postgres(&database.url()).await.cache(Untold(level(&redis)));
    let one = instance_with_tx(&world, untold);
    let other = postgres(&database.url()).await.cache(level(&redis));
    let other = instance_with_tx(&world, other);
    // One that hears nothing, and has nothing of its own.
    let late = Store::memory().cache(level(&redis)).budget(10 * SECOND);
    let late = crate::world::instance(&world, late);
    join(until_it_hears(&one), until_it_hears(&other)).await;

    read(&other, "a").await;
    until("it is kept for the others", async || {
        is_second_level(&late.get("/value/a").await)
    })
    .await;
    let value = number(&write_once(&one, "a", "key").await);
    until("the second level knows", async || {
        read(&late, "a").await == value
    })
    .await;
    assert_eq!(read(&one, "a").await, value);
    assert_eq!(read(&other, "a").await, value);
}

#[tokio::test]
async fn whoever_joins_leaves_alone_what_others_have_looked_after() {
    let (database, redis) = (database(), Redis::start(&[]));
    let world = Arc::new(World::default());
    let store = async || postgres(&database.url()).await.cache(level(&redis));
    let one = instance_with_tx(&world, store().await);
    until_it_hears(&one).await;
    // One that hears nothing, and shows what the second level keeps.
    let late = Store::memory().cache(level(&redis)).budget(10 * SECOND);
    let late = crate::world::instance(&world, late.staleness(std::time::Duration::ZERO));
    read(&one, "a").await;
    until("it is kept for the others", async || {
        is_second_level(&late.get("/value/a").await)
    })
    .await;
    let runs = world.runs("a");
    for _ in 0..2 {
        let new = instance_with_tx(&world, store().await);
        until_it_hears(&new).await;
        assert!(is_second_level(&new.get("/value/a").await));
        read(&late, "a").await;
        assert_eq!(world.runs("a"), runs);
    }
}

#[tokio::test]
async fn a_replay_tells_what_its_first_answer_could_not() {
    let (database, redis) = (database(), Redis::start(&[]));
    let world = Arc::new(World::default());
    let untold = postgres(&database.url()).await.cache(Untold(level(&redis)));
    let one = instance_with_tx(&world, untold);
    // One that never hears anything, and so relies on the second level.
    let cable = Cable::to(&place_of(&database.url()), Some("LISTEN \"hardpoint")).await;
    cable.now(Fate::Refused);
    let deaf = postgres(&cable.url(&database.url()))
        .await
        .cache(level(&redis));
    let deaf = instance_with_tx(&world, deaf);
    until_it_hears(&one).await;

    read(&deaf, "a").await;
    until("it is looked up again", async || {
        is_second_level(&deaf.get("/value/a").await)
    })
    .await;
    let value = number(&write_once(&one, "a", "key").await);
    let replay = write_once(&deaf, "a", "key").await;
    assert!(replay.header("idempotency-replayed").is_some());
    assert_eq!(number(&replay), value);
    assert_eq!(read(&deaf, "a").await, value);
}
