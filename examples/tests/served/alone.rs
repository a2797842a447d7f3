//! One instance, in memory.

use hardpoint_tests::Request;
use serde_json::json;

use crate::example::{Example, LAB, ORDERS};

#[tokio::test]
async fn orders_are_placed_read_listed_and_cancelled_until_the_stock_runs_out() {
    let orders = Example::start(ORDERS).await;
    let place = |key: &str, quantity: u32| {
        Request::post("/v1/orders")
            .header("idempotency-key", key)
            .json(&json!({ "sku": "anvil", "quantity": quantity }))
    };
    let placed = orders.send(place("a", 3)).await;
    assert_eq!(placed.status, 201, "{placed:?}");
    let location = placed.header("location").expect("where it is").to_owned();
    assert_eq!(
        orders.send(Request::get(&location)).await.json()["data"],
        placed.json()["data"]
    );
    // Another spelling of its id would be cached where no cancellation reaches it.
    let shouted = location
        .to_uppercase()
        .replace("/V1/ORDERS/", "/v1/orders/");
    orders
        .send(Request::get(&shouted))
        .await
        .problem(404, "order_not_found");

    let again = orders.send(place("a", 3)).await;
    assert_eq!(
        (again.header("idempotency-replayed"), &again.body),
        (Some("true"), &placed.body)
    );

    orders
        .send(place("b", 1))
        .await
        .problem(409, "out_of_stock");
    assert_eq!(
        orders.send(Request::get("/v1/stock/anvil")).await.json()["data"]["left"],
        0
    );

    let cancel = Request::post(&format!("{location}/cancel"))
        .header("idempotency-key", "c")
        .json(&json!({ "reason": "too heavy" }));
    assert_eq!(
        orders.send(cancel).await.json()["data"]["status"],
        "cancelled"
    );
    assert_eq!(
        orders.send(Request::get("/v1/stock/anvil")).await.json()["data"]["left"],
        3
    );
    assert_eq!(
        orders.send(Request::get(&location)).await.json()["data"]["status"],
        "cancelled"
    );
    let listed = orders
        .send(Request::get("/v1/orders?status=cancelled"))
        .await
        .json();
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        orders.send(place("b", 1)).await.status,
        201,
        "a refusal that was not final"
    );
}

#[tokio::test]
async fn orders_say_what_is_wrong_with_a_request() {
    let orders = Example::start(ORDERS).await;
    let wrong = Request::post("/v1/orders")
        .header("idempotency-key", "k")
        .json(&json!({ "sku": "", "quantity": 101 }));
    let problem = orders.send(wrong).await.problem(422, "validation_failed");
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|error| error["pointer"].as_str().expect("a pointer"))
        .collect();
    assert_eq!(pointers, ["#/sku", "#/quantity"]);
    let unknown = Request::get("/v1/orders?limt=3");
    orders.send(unknown).await.problem(422, "unknown_field");
    let out_of_range = Request::get("/v1/orders?limit=1000");
    orders
        .send(out_of_range)
        .await
        .problem(422, "invalid_field");
    let nowhere = "/v1/orders/0198a3f0-0000-7000-8000-000000000000";
    orders
        .send(Request::get(nowhere))
        .await
        .problem(404, "order_not_found");
    orders
        .send(Request::get("/v1/orders/seven"))
        .await
        .problem(404, "order_not_found");
    orders
        .send(Request::get("/v1/stock/moon"))
        .await
        .problem(404, "unknown_sku");
    orders
        .send(Request::new("DELETE", "/v1/orders"))
        .await
        .problem(405, "method_not_allowed");
}

#[tokio::test]
async fn the_lab_has_every_address_it_names() {
    let lab = Example::start(LAB).await;
    let order = |key: &str, sku: &str| {
        Request::post("/orders")
            .header("idempotency-key", key)
            .json(&json!({ "sku": sku, "quantity": 1 }))
    };
    let strict = Request::post("/strict?dryRun=true")
        .header("x-tenant", "acme")
        .json(&json!({
            "orderId": "o-1",
            "shipTo": { "streetLine": "1 Road", "postCode": "12345" },
            "items": [{ "sku": "anvil", "quantity": 2 }, { "sku": "rope", "quantity": 3 }],
            "labels": ["fragile"],
            "speed": "next_day",
        }));
    for (request, status) in [
        (Request::get("/bare/7"), 200),
        (Request::get("/hard/7"), 200),
        (Request::get("/hit/7"), 200),
        (Request::get("/rate"), 200),
        (Request::get("/rates").header("x-key", "k"), 200),
        (Request::get("/slow?ms=1"), 200),
        (Request::get("/slow?ms=5000"), 504),
        (Request::post("/slow-body").json(&json!({})), 200),
        (order("a", "anvil"), 201),
        (order("b", "none"), 409),
        (order("c", "boom"), 500),
        (order("d", "fail"), 500),
        (Request::get("/orders/executions"), 200),
        (Request::get("/cached?key=k&ms=1"), 200),
        (Request::get("/cached/executions"), 200),
        (Request::post("/cached/invalidate?key=k"), 204),
        (
            Request::post("/literal")
                .header("idempotency-key", "k")
                .json(&json!([1])),
            200,
        ),
        (strict, 200),
        (Request::get("/busy?ms=1"), 200),
        (Request::get("/panic"), 500),
        (Request::get("/error/bad"), 400),
        (Request::get("/error/conflict"), 409),
        (Request::get("/error/gone"), 410),
        (Request::get("/error/unacceptable"), 422),
        (Request::get("/error/quota"), 429),
        (Request::get("/error/unavailable"), 503),
        (Request::get("/error/internal"), 500),
        (Request::get("/error/transparent"), 409),
        (Request::get("/error/unheard-of"), 404),
    ] {
        let answer = lab.send(request.clone()).await;
        assert_eq!(answer.status, status, "{request:?} {answer:?}");
        assert!(
            !String::from_utf8_lossy(&answer.body).contains("hunter2"),
            "{answer:?}"
        );
    }
    let executions = lab.send(Request::get("/orders/executions")).await.json();
    assert_eq!(executions, json!({ "executions": 4 }));
}

#[tokio::test]
async fn an_operator_overrides_what_an_example_allows() {
    let stricter = [("HARDPOINT_LIST_ORDERS_RATE", "1/min per:global")];
    let orders = Example::start_with(ORDERS, &stricter).await;
    assert_eq!(orders.send(Request::get("/v1/orders")).await.status, 200);
    let denied = orders.send(Request::get("/v1/orders")).await;
    denied.problem(429, "rate_limited");
}
