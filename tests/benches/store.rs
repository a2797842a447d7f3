//! What a rate decision in Redis costs beside the bare round trip, one after the other.
//!
//! `cargo bench -p hardpoint-tests --bench store`, with a server of its own on the loopback.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the figures are what it is for, and a bench that fails may say so"
)]

use std::time::Duration;

use hardpoint::Clock;
use hardpoint::store::{self, Bucket, BucketKey, RateStore};
use hardpoint_tests::servers::Redis;

const ROUNDS: usize = 20;
const CALLS: u32 = 500;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let redis = Redis::start(&[]);
    let client = redis::Client::open(redis.url()).unwrap();
    let connection = client.get_multiplexed_async_connection().await.unwrap();
    let store = store::Redis::connect(redis.url()).unwrap();
    let buckets: Vec<Bucket> = (0..3).map(bucket).collect();

    let ping = async || {
        let mut connection = connection.clone();
        let answer: String = redis::cmd("PING")
            .query_async(&mut connection)
            .await
            .unwrap();
        assert_eq!(answer, "PONG");
    };
    let decide = async |limits: usize| {
        let taken = store.take(&buckets[..limits]).await.unwrap();
        assert_eq!(taken.missing.len(), limits);
    };
    println!("microseconds per call");
    println!("PING                 {:>6.1}", time(ping).await);
    for limits in 1..=3 {
        println!(
            "decision, {limits} limits   {:>6.1}",
            time(async || decide(limits).await).await
        );
    }
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
