//! Instances with one store take from one limit.

use hardpoint::Clock;
use hardpoint_tests::Request;
use hardpoint_tests::servers::{Redis, database};

use crate::example::{Example, LAB, instances};

/// Ten a minute, asked of two instances in turn.
async fn limits_are_shared(variables: &[(&str, &str)]) {
    let labs: [Example; 2] = instances(LAB, variables).await;
    let (clock, mut passed) = (Clock::system(), 0);
    let began = clock.now();
    for number in 0..30 {
        let answer = labs[number % 2].send(Request::get("/rate")).await;
        match answer.status {
            200 => passed += 1,
            _ => drop(answer.problem(429, "rate_limited")),
        }
    }
    let refilled = clock.now().since(began).as_secs() / 6;
    assert!(
        (10..=10 + refilled).contains(&passed),
        "{passed} of 10 passed, and {refilled} more could"
    );
}

#[tokio::test]
async fn instances_with_one_redis_share_their_limits() {
    let redis = Redis::start(&[]);
    limits_are_shared(&[("REDIS_URL", redis.url())]).await;
}

#[tokio::test]
async fn instances_with_one_database_share_their_limits() {
    let database = database();
    limits_are_shared(&[("DATABASE_URL", &database.url())]).await;
}

#[tokio::test]
async fn instances_with_one_redis_and_one_database_share_their_limits() {
    let (redis, database) = (Redis::start(&[]), database());
    let url = database.url();
    limits_are_shared(&[("REDIS_URL", redis.url()), ("DATABASE_URL", &url)]).await;
}
