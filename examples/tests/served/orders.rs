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
    assert_eq!(seen.json()["data"], placed.json()["data"]);
    let refused = other.send(place("b", 1)).await;
    refused.problem(409, "out_of_stock");

    let cancel = Request::post(&format!("{location}/cancel"))
        .header("idempotency-key", "c")
        .json(&json!({ "reason": "too heavy" }));
    let cancelled = other.send(cancel.clone()).await;
    assert_eq!(cancelled.json()["data"]["status"], "cancelled");
    let again = one.send(cancel).await;
    assert_eq!((is_replayed(&again), &again.body), (true, &cancelled.body));
    assert_eq!(one.send(place("b", 1)).await.status, 201);
    drop((one, other));

    let late = Example::start_with(ORDERS, &variables).await;
    let stock = late.send(Request::get("/v1/stock/anvil")).await;
    assert_eq!(stock.json()["data"]["left"], 2, "and not stocked anew");
    let listed = late
        .send(Request::get("/v1/orders?status=cancelled"))
        .await
        .json();
    assert_eq!(listed["meta"]["page"]["has_more"], false);
    assert_eq!(listed["data"][0]["id"], placed.json()["data"]["id"]);
    assert_eq!(listed["data"][0]["campaign"], "spring");
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

#[tokio::test]
async fn a_list_is_walked_page_by_page_across_instances_and_back() {
    let database = database();
    let url = database.url();
    let variables = [
        ("DATABASE_URL", url.as_str()),
        ("ORDERS_CURSOR_KEY", "one for all instances"),
    ];
    let orders: [Example; 2] = instances(ORDERS, &variables).await;
    let mut placed = Vec::new();
    for number in 0..5 {
        let place = Request::post("/v1/orders")
            .header("idempotency-key", &number.to_string())
            .json(&json!({ "sku": "rope", "quantity": 1 }));
        let answer = orders[0].send(place).await.json();
        placed.push(answer["data"]["id"].clone());
    }
    placed.reverse();
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    // The first without a cursor, and each by the other instance.
    for (instance, wanted) in orders.iter().cycle().zip([2, 2, 1]) {
        let page = instance
            .send(Request::get(&format!("/v1/orders?limit=2{cursor}")))
            .await;
        let page = page.json();
        let items = page["data"].as_array().expect("a list").clone();
        assert_eq!(items.len(), wanted, "{page}");
        walked.extend(items.into_iter().map(|order| order["id"].clone()));
        let next = page["meta"]["page"]["next"].as_str();
        assert_eq!(next.is_some(), page["meta"]["page"]["has_more"] == true);
        let back = page["meta"]["page"]["prev"].as_str();
        cursor = format!("&cursor={}", next.or(back).expect("another page"));
    }
    assert_eq!(walked, placed);
    let back = orders[0].send(Request::get(&format!("/v1/orders?limit=2{cursor}")));
    assert_eq!(back.await.json()["data"][1]["id"], placed[3]);
    let forged = orders[1].send(Request::get("/v1/orders?cursor=WyJuZXh0Il0.AAAA"));
    forged.await.problem(422, "invalid_field");
}
