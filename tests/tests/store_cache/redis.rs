//! Redis as a store of answers: what its data are worth after it was away.

use std::time::Duration;

use hardpoint::store::{self, CacheStore, EntryKey, TagKey, acceptance};
use hardpoint_tests::servers::Redis;
use redis::FromRedisValue;

const HOUR: Duration = Duration::from_secs(3_600);

/// Asks the server something, by no way that is tested.
pub(crate) async fn ask<T: FromRedisValue>(redis: &Redis, words: &[&str]) -> T {
    let client = redis::Client::open(redis.url()).expect("a URL");
    let mut connection = client
        .get_multiplexed_async_connection()
        .await
        .expect("a server");
    let (name, arguments) = words.split_first().expect("a command");
    let mut command = redis::cmd(name);
    command.arg(arguments);
    command
        .query_async(&mut connection)
        .await
        .expect("an answer")
}

/// An entry of two tags, as somebody has put it.
struct Put {
    key: EntryKey,
    tags: [TagKey; 2],
}

impl Put {
    async fn into(store: &impl CacheStore) -> Self {
        let put = Self {
            key: EntryKey([7; 32]),
            tags: [1, 2].map(|hash| TagKey { group: 7, hash }),
        };
        let stamps = store
            .look(put.key, &put.tags)
            .await
            .expect("a store")
            .stamps;
        let seen: Vec<_> = put.tags.into_iter().zip(stamps).collect();
        let stored = store.put(put.key, "entry".into(), &seen, HOUR).await;
        stored.expect("a store");
        assert!(put.is_found(store).await);
        put
    }

    async fn is_found(&self, store: &impl CacheStore) -> bool {
        let looked = store.look(self.key, &self.tags).await.expect("a store");
        looked.found.is_some()
    }
}

#[tokio::test]
async fn redis_passes_the_acceptance_suite() {
    let redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    acceptance::cache(&store).await;
}

#[tokio::test]
async fn an_entry_whose_stamp_was_evicted_is_not_found() {
    let redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    let put = Put::into(&store).await;
    let () = ask(&redis, &["DEL", &put.tags[1].to_string()]).await;
    assert!(!put.is_found(&store).await);
}

#[tokio::test]
async fn a_stamp_lasts_as_long_as_what_relies_on_it() {
    let redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    let put = Put::into(&store).await;
    for tag in put.tags {
        let left: i64 = ask(&redis, &["TTL", &tag.to_string()]).await;
        assert!(left > 3_500, "{left}");
    }
}

#[tokio::test]
async fn after_a_restart_from_old_data_nothing_is_found() {
    let mut redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    let put = Put::into(&store).await;
    let () = ask(&redis, &["SAVE"]).await;
    // The server forgets this, and nobody else knows of it.
    store.invalidate(&put.tags[..1]).await.expect("a store");
    redis.kill();
    redis.start_again();
    let keys = [
        put.key.to_string(),
        put.tags[0].to_string(),
        put.tags[1].to_string(),
    ];
    let [entry, one, other] = &keys;
    let kept: u64 = ask(&redis, &["EXISTS", entry, one, other]).await;
    assert_eq!(kept, 3, "the entry is back, and so are its old stamps");
    assert!(!put.is_found(&store).await);
}
