//! What a rate decision in Redis and in PostgreSQL costs beside the bare round trip, one after the
//! other, and how many a process gets of them when many ask at once.
//!
//! `cargo bench -p hardpoint-tests --bench store`, with servers of its own on the loopback.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the figures are what it is for, and a bench that fails may say so"
)]

use std::time::Duration;

use futures_util::future::join_all;
use hardpoint::Clock;
use hardpoint::db::{Db, DbSettings};
use hardpoint::store::{self, Bucket, BucketKey, RateStore};
use hardpoint_tests::servers::{self, Redis};

const ROUNDS: usize = 20;
const CALLS: u32 = 500;
/// How many ask at once.
const CROWD: u128 = 64;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("microseconds per call");
    redis().await;
    postgres().await;
}

async fn redis() {
    let redis = Redis::start(&[]);
    let client = redis::Client::open(redis.url()).unwrap();
    let connection = client.get_multiplexed_async_connection().await.unwrap();
    let ping = async || {
        let mut connection = connection.clone();
        let answer: String = redis::cmd("PING")
            .query_async(&mut connection)
            .await
            .unwrap();
        assert_eq!(answer, "PONG");
    };
    line("Redis: PING", time(ping).await);
    let store = store::Redis::connect(redis.url()).unwrap();
    decisions("Redis", &store).await;
}

async fn postgres() {
    let postgres = servers::Postgres::start(&[]);
    let client = servers::look(postgres.url()).await;
    let one = client.prepare("SELECT 1").await.unwrap();
    let select = async || {
        let row = client.query_one(&one, &[]).await.unwrap();
        assert_eq!(row.get::<_, i32>(0), 1);
    };
    line("PostgreSQL: SELECT 1, prepared", time(select).await);
    let db = Db::connect(&DbSettings::new(postgres.url())).await.unwrap();
    let select = async || drop(db.write().query_one("SELECT 1", &[]).await.unwrap());
    line("PostgreSQL: SELECT 1, by `Db`", time(select).await);
    let store = store::Postgres::open(&db).await.unwrap();
    decisions("PostgreSQL", &store).await;
}

async fn decisions(name: &str, store: &impl RateStore) {
    let buckets: Vec<Bucket> = (0..CROWD.max(3)).map(bucket).collect();
    for limits in 1..=3 {
        let decide = async || decide(store, &buckets[..limits]).await;
        line(
            &format!("{name}: decision, {limits} limits"),
            time(decide).await,
        );
    }
    let full = buckets[0].size;
    let dear = [Bucket {
        price: full + full,
        ..buckets[0].clone()
    }];
    let deny = async || decide(store, &dear).await;
    line(&format!("{name}: denial, 1 limit"), time(deny).await);
    let crowd = async || {
        let all = buckets.chunks(1).map(|one| decide(store, one));
        join_all(all).await;
    };
    let each = time(crowd).await / buckets.len() as f64;
    line(&format!("{name}: decision, {CROWD} at once"), each);
}

async fn decide(store: &impl RateStore, buckets: &[Bucket]) {
    let taken = store.take(buckets).await.unwrap();
    assert_eq!(taken.missing.len(), buckets.len());
}

fn line(what: &str, took: f64) {
    println!("{what:<36}{took:>7.1}");
}

/// A bucket that is never empty.
fn bucket(number: u128) -> Bucket {
    Bucket {
        key: BucketKey {
            group: 1,
            hash: number,
        },
        size: Duration::from_secs(3_600),
        price: Duration::from_nanos(1),
        shadow: false,
    }
}

/// The best of several rounds.
async fn time(call: impl AsyncFn()) -> f64 {
    let clock = Clock::system();
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let began = clock.now();
        for _ in 0..CALLS {
            call().await;
        }
        let took = clock.now().since(began).as_secs_f64() * 1e6;
        best = best.min(took / f64::from(CALLS));
    }
    best
}
