//! What instances with one store do once, whichever of them is asked.

use hardpoint_tests::servers::{Redis, database, until};
use hardpoint_tests::{Answer, Connection, Request};
use serde_json::json;

use crate::example::{Example, LAB, instances, is_replayed, order, rows};

#[tokio::test]
async fn an_order_in_a_transaction_is_placed_once_whichever_instance_is_asked() {
    let database = database();
    let url = database.url();
    let labs: [Example; 2] = instances(LAB, &[("DATABASE_URL", &url)]).await;
    let first = labs[0].send(order("/tx-orders?ms=1", "k", "anvil")).await;
    assert_eq!(
        (first.status, first.json()),
        (201, json!({ "order": 1 })),
        "{first:?}"
    );
    for (lab, key) in [(&labs[0], "k"), (&labs[1], "k"), (&labs[1], "\"k\"")] {
        let again = lab.send(order("/tx-orders?ms=1", key, "anvil")).await;
        assert_eq!(
            (again.status, is_replayed(&again), &again.body),
            (201, true, &first.body)
        );
    }
    let refused = labs[1].send(order("/tx-orders", "none", "none")).await;
    refused.problem(409, "out_of_stock");
    let again = labs[0].send(order("/tx-orders", "none", "none")).await;
    assert_eq!((again.status, is_replayed(&again)), (409, true));
    for sku in ["boom", "fail"] {
        for lab in &labs {
            let failed = loop {
                let answer = lab.send(order("/tx-orders", sku, sku)).await;
                // A handler that panicked has left its transaction to be rolled back.
                if answer.json()["code"] != "request_in_flight" {
                    break answer;
                }
            };
            failed.problem(500, "internal");
            assert!(!is_replayed(&failed));
        }
    }
    let written = rows(&database, "lab_orders").await;
    assert_eq!(written, [("k".to_owned(), "instance-0".to_owned())]);
}

/// The answer to a request that is sent until it is taken: on a busy machine, a store may be late.
async fn taken(lab: &Example, request: &Request) -> Answer {
    loop {
        let answer = lab.send(request.clone()).await;
        if answer.status != 503 {
            return answer;
        }
    }
}

#[tokio::test]
async fn an_order_under_a_lease_is_placed_once_whichever_instance_is_asked() {
    let (database, redis) = (database(), Redis::start(&[]));
    let url = database.url();
    let only = [("DATABASE_URL", url.as_str())];
    let both = [only[0], ("REDIS_URL", redis.url())];
    for (key, variables) in [("only", &only[..]), ("both", &both[..])] {
        let labs: [Example; 2] = instances(LAB, variables).await;
        let slow = order("/lease-orders?ms=4000", key, "anvil");
        let is_written =
            format!("SELECT EXISTS (SELECT FROM lab_lease_orders WHERE idempotency_key = '{key}')");
        let look = database.look().await;
        let (first, told) = tokio::join!(taken(&labs[0], &slow), async {
            until(&look, &is_written).await;
            taken(&labs[1], &slow).await
        });
        told.problem(409, "request_in_flight");
        assert_eq!(
            (first.status, is_replayed(&first)),
            (201, false),
            "{first:?}"
        );
        for (lab, key) in [
            (&labs[0], key),
            (&labs[1], key),
            (&labs[1], &format!("\"{key}\"")),
        ] {
            let again = taken(lab, &order("/lease-orders?ms=4000", key, "anvil")).await;
            assert_eq!(
                (again.status, is_replayed(&again), &again.body),
                (201, true, &first.body)
            );
        }
        let other = taken(&labs[1], &order("/lease-orders", key, "anvil")).await;
        other.problem(422, "idempotency_key_reused");
    }
    let written = rows(&database, "lab_lease_orders").await.into_iter();
    let wanted = ["only", "both"].map(|key| (key.to_owned(), "instance-0".to_owned()));
    assert!(written.eq(wanted));
}

#[tokio::test]
async fn instances_with_one_redis_share_their_idempotency_keys() {
    let redis = Redis::start(&[]);
    let labs: [Example; 2] = instances(LAB, &[("REDIS_URL", redis.url())]).await;
    let first = labs[0].send(order("/orders", "k", "anvil")).await;
    let again = labs[1].send(order("/orders", "k", "anvil")).await;
    assert_eq!((first.status, is_replayed(&first)), (201, false));
    assert_eq!((is_replayed(&again), &again.body), (true, &first.body));
    for (lab, count) in labs.iter().zip([1, 0]) {
        let ran = lab.send(Request::get("/orders/executions")).await;
        assert_eq!(ran.json()["executions"], count);
    }
}

/// Long enough for an instance to be killed meanwhile.
const SLOW: &str = "/tx-orders?ms=4000";

#[tokio::test]
async fn of_an_instance_that_is_killed_in_a_transaction_nothing_is_left_and_another_does_it() {
    let database = database();
    let url = database.url();
    let [mut one, other]: [Example; 2] = instances(LAB, &[("DATABASE_URL", &url)]).await;
    let mut asked = Connection::open(one.address).await;
    let slow = order(SLOW, "k", "anvil");
    assert!(asked.write(&slow.to_bytes()).await);
    let look = database.look().await;
    let has_written = "SELECT EXISTS (SELECT FROM pg_stat_activity \
        WHERE datname = current_database() AND state = 'idle in transaction' \
        AND query LIKE 'INSERT INTO lab_orders%')";
    until(&look, has_written).await;
    let told = other.send(slow.clone()).await;
    told.problem(409, "request_in_flight");
    one.kill();
    let is_free = "SELECT NOT EXISTS (SELECT FROM pg_locks JOIN pg_database \
        ON pg_database.oid = database AND datname = current_database() \
        WHERE locktype = 'advisory')";
    until(&look, is_free).await;
    assert_eq!(rows(&database, "lab_orders").await, []);
    let done = other.send(slow).await;
    assert_eq!((done.status, is_replayed(&done)), (201, false), "{done:?}");
    let written = rows(&database, "lab_orders").await;
    assert_eq!(written, [("k".to_owned(), "instance-1".to_owned())]);
}
