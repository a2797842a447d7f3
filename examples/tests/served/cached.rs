//! What is out of date at one instance is so at the others.

use hardpoint_tests::servers::{Redis, database};
use hardpoint_tests::{Answer, Request};
use serde_json::json;

use crate::example::{Example, LAB, ORDERS, in_time, instances};

/// What is out of date at one instance is so at the other, long before its time is up: again and
/// again, for an instance that begins to listen forgets everything once.
async fn invalidations_are_heard_of(variables: &[(&str, &str)]) {
    let labs: [Example; 2] = instances(LAB, &[variables, &[LASTING]].concat()).await;
    for round in 0..6 {
        let (one, other) = (&labs[round % 2], &labs[(round + 1) % 2]);
        let stored =
            async { while !(is_hit(&read(one, "k").await) && is_hit(&read(other, "k").await)) {} };
        in_time(stored).await;
        let before = executions(one).await + executions(other).await;
        let forget = Request::post("/cached/invalidate?key=k");
        assert_eq!(one.send(forget).await.status, 204);
        let heard = async {
            while executions(one).await + executions(other).await == before {
                read(other, "k").await;
            }
        };
        in_time(heard).await;
    }
}

#[tokio::test]
async fn instances_with_one_redis_hear_of_each_others_invalidations() {
    let redis = Redis::start(&[]);
    invalidations_are_heard_of(&[("REDIS_URL", redis.url())]).await;
}

#[tokio::test]
async fn instances_with_one_database_hear_of_each_others_invalidations() {
    let database = database();
    invalidations_are_heard_of(&[("DATABASE_URL", &database.url())]).await;
}

#[tokio::test]
async fn instances_with_both_hear_of_each_others_invalidations() {
    let (redis, database) = (Redis::start(&[]), database());
    let url = database.url();
    invalidations_are_heard_of(&[("REDIS_URL", redis.url()), ("DATABASE_URL", &url)]).await;
}

#[tokio::test]
async fn instances_with_one_redis_answer_from_one_cache() {
    let redis = Redis::start(&[]);
    let variables = [("REDIS_URL", redis.url()), LASTING];
    let labs: [Example; 2] = instances(LAB, &variables).await;
    let from_one = async {
        loop {
            let key = fastrand::u64(..).to_string();
            let [one, other] = [read(&labs[0], &key).await, read(&labs[1], &key).await];
            if is_hit(&other) {
                return assert_eq!(one.body, other.body);
            }
        }
    };
    in_time(from_one).await;
}

#[tokio::test]
async fn an_order_that_is_cancelled_at_one_instance_is_shown_so_by_another() {
    let (redis, database) = (Redis::start(&[]), database());
    let url = database.url();
    let only = [("DATABASE_URL", url.as_str())];
    let both = [only[0], ("REDIS_URL", redis.url())];
    for (key, variables) in [("only", &only[..]), ("both", &both[..])] {
        let [one, other]: [Example; 2] = instances(ORDERS, variables).await;
        let place = Request::post("/v1/orders")
            .header("idempotency-key", key)
            .json(&json!({ "sku": "rope", "quantity": 1 }));
        let placed = one.send(place).await;
        let location = placed.header("location").expect("where it is");
        // For a minute.
        let stored = async { while !is_hit(&other.send(Request::get(location)).await) {} };
        in_time(stored).await;
        let cancel = Request::post(&format!("{location}/cancel"))
            .header("idempotency-key", key)
            .json(&json!({}));
        assert_eq!(one.send(cancel).await.status, 200);
        in_time(async {
            let status = async || {
                let order = other.send(Request::get(location)).await.json();
                order["data"]["status"].clone()
            };
            while status().await != "cancelled" {}
        })
        .await;
    }
}

/// An entry that lasts as long as nobody makes it invalid.
const LASTING: (&str, &str) = ("HARDPOINT_READ_CACHE", "ttl:600 shared tags:cached-{key}");

async fn read(lab: &Example, key: &str) -> Answer {
    let read = lab.send(Request::get(&format!("/cached?key={key}"))).await;
    assert_eq!(read.status, 200, "{read:?}");
    read
}

fn is_hit(answer: &Answer) -> bool {
    let status = answer.header("cache-status").expect("a status");
    status.starts_with("hardpoint; hit")
}

async fn executions(lab: &Example) -> u64 {
    let ran = lab.send(Request::get("/cached/executions")).await.json();
    ran["executions"].as_u64().expect("a number")
}
