//! Two instances of the shop with one database are one shop.

use futures_util::future::join_all;
use hardpoint_tests::Request;
use hardpoint_tests::servers::{Redis, database, until};
use serde_json::json;

use crate::example::{Example, ORDERS, instances, is_replayed};

#[tokio::test]
async fn orders_at_one_instance_are_those_of_another_and_outlive_both() {
    let (database, redis) = (database(), Redis::start(&[]));
    let url = database.url();
    let variables = [("DATABASE_URL", url.as_str()), ("REDIS_URL", redis.url())];
    let [one, other]: [Example; 2] = instances(ORDERS, &variables).await;
    let place = |key: &str, quantity: u32| {
        Request::post("/v1/orders")
            .header("idempotency-key", key)
            .header("x-campaign", "spring")
            .json(&json!({ "sku": "anvil", "quantity": quantity }))
    };
    let placed = one.send(place("a", 3)).await;
    assert_eq!(placed.status, 201, "{placed:?}");
    let location = placed.header("location").expect("where it is").to_owned();
    let again = other.send(place("a", 3)).await;
    assert_eq!((is_replayed(&again), &again.body), (true, &placed.body));
    let seen = other.send(Request::get(&location)).await;
    assert_eq!(seen.json(), placed.json());
    let refused = other.send(place("b", 1)).await;
    refused.problem(409, "out_of_stock");

    let cancel = Request::post(&format!("{location}/cancel"))
        .header("idempotency-key", "c")
        .json(&json!({ "reason": "too heavy" }));
    let cancelled = other.send(cancel.clone()).await;
    assert_eq!(cancelled.json()["status"], "cancelled");
    let again = one.send(cancel).await;
    assert_eq!((is_replayed(&again), &again.body), (true, &cancelled.body));
    assert_eq!(one.send(place("b", 1)).await.status, 201);
    drop((one, other));

    let late = Example::start_with(ORDERS, &variables).await;
    let stock = late.send(Request::get("/v1/stock/anvil")).await;
    assert_eq!(stock.json()["left"], 2, "and not stocked anew");
    let listed = late
        .send(Request::get("/v1/orders?status=cancelled"))
        .await
        .json();
    assert_eq!(listed["orders"][0]["id"], placed.json()["id"]);
    assert_eq!(listed["orders"][0]["campaign"], "spring");
}

#[tokio::test]
async fn a_crowd_at_two_instances_is_sold_what_there_is_and_each_key_once() {
    let database = database();
    let url = database.url();
    let variables = [
        ("DATABASE_URL", url.as_str()),
        ("HARDPOINT_CREATE_ORDER_RATE", "1000/s per:global"),
    ];
    let orders: [Example; 2] = instances(ORDERS, &variables).await;
    let customers = (0..12).map(|number| {
        let orders = &orders;
        async move {
            let place = Request::post("/v1/orders")
                .header("idempotency-key", &number.to_string())
                .json(&json!({ "sku": "rope", "quantity": 20 }));
            // At both at once, again and again until there is a final answer from each.
            let answers = orders.iter().map(async |instance| {
                loop {
                    let answer = instance.send(place.clone()).await;
                    if answer.status == 201 || answer.json()["code"] == "out_of_stock" {
                        break answer;
                    }
                    // Somebody is at it, or this machine is busy.
                    assert!(matches!(answer.status, 409 | 503 | 504), "{answer:?}");
                }
            });
            join_all(answers).await
        }
    });
    let mut sold = 0;
    for answers in join_all(customers).await {
        let [one, other] = &answers[..] else {
            panic!("two instances");
        };
        assert_eq!(one.status, other.status);
        if one.status == 201 {
            assert_eq!(one.body, other.body);
            sold += 1;
        }
    }
    // Of 100 pieces of rope, by twenties.
    assert_eq!(sold, 5);
    let left = "SELECT (SELECT count(*) FROM shop.orders) = 5 \
        AND (SELECT left_over FROM shop.stock WHERE sku = 'rope') = 0";
    until(&database.look().await, left).await;
}
