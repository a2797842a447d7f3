//! Rate limits in Redis: what is its own of them, besides what every store does.

use std::time::Duration;

use hardpoint::Store;
use hardpoint::store::{self, Bucket, BucketKey, RateStore, acceptance};
use hardpoint_tests::Service;
use hardpoint_tests::limits::{self, in_time, left, statuses, until_shared};
use hardpoint_tests::servers::Redis;

const SECOND: Duration = Duration::from_secs(1);

fn patient(redis: &Redis) -> Service {
    limits::patient(Store::redis(redis.url()).expect("a URL"))
}

async fn tell(redis: &Redis, words: &[&str]) -> redis::Value {
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
        .expect("its answer")
}

#[tokio::test]
async fn redis_passes_the_acceptance_suite() {
    let redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    acceptance::rates(&store).await;
}

#[test]
fn a_connection_is_driven_by_nobody_who_asks() {
    let redis = Redis::start(&[]);
    let store = store::Redis::connect(redis.url()).expect("a URL");
    let bucket = Bucket {
        key: BucketKey { group: 1, hash: 1 },
        size: 3_600 * SECOND,
        price: SECOND,
        shadow: false,
    };
    // Each on a runtime of its own that is gone after it, as a worker may be that is blocked.
    let mut connections = Vec::new();
    for taken in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let missing = runtime.block_on(async {
            let answer = store.take(std::slice::from_ref(&bucket)).await;
            connections.push(connections_received(&redis).await);
            answer.expect("an answer").missing[0]
        });
        assert!(missing <= taken * SECOND && (taken == 0 || missing > (taken - 1) * SECOND));
    }
    // One for each look at the number itself.
    let first = connections[0];
    assert_eq!(connections, [first, first + 1, first + 2]);
}

async fn connections_received(redis: &Redis) -> u32 {
    let redis::Value::BulkString(said) = tell(redis, &["INFO", "stats"]).await else {
        panic!("no text");
    };
    let said = String::from_utf8(said).expect("UTF-8");
    let (_, rest) = said
        .split_once("total_connections_received:")
        .expect("the number");
    let digits = rest.lines().next().expect("a line");
    digits.trim().parse().expect("a number")
}

#[tokio::test]
async fn nothing_is_left_of_a_bucket_that_is_full_again() {
    let redis = Redis::start(&[]);
    let service = patient(&redis);
    assert_eq!(statuses(&service, "/brief", 3).await, [200; 3]);
    let empty = async { while tell(&redis, &["DBSIZE"]).await != redis::Value::Int(0) {} };
    in_time(empty).await;
}

#[tokio::test]
async fn a_script_or_a_connection_that_is_lost_is_replaced_without_anybody_noticing() {
    let redis = Redis::start(&[]);
    let service = patient(&redis);
    for expected in (1..10).rev().step_by(2) {
        tell(&redis, &["SCRIPT", "FLUSH", "SYNC"]).await;
        assert_eq!(left(&service.get("/ten").await), expected);
        tell(
            &redis,
            &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"],
        )
        .await;
        assert_eq!(left(&service.get("/ten").await), expected - 1);
    }
}

#[tokio::test]
async fn a_service_starts_while_its_store_is_away() {
    let mut redis = Redis::start(&[]);
    redis.kill();
    let service = patient(&redis);
    assert_eq!(statuses(&service, "/ten", 3).await, [200, 200, 429]);
    redis.start_again();
    until_shared(&service).await;
}

#[test]
fn a_url_that_cannot_be_read_is_told_at_once() {
    for url in ["", "http://host", "redis://"] {
        let error = Store::redis(url).expect_err(url).to_string();
        assert!(!error.is_empty());
    }
}
