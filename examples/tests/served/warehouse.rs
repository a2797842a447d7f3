//! What the shop tells of its warehouse while the service that knows it misbehaves, dies and is back.

use hardpoint_tests::{Answer, Connection, Request};
use serde_json::{Value, json};

use crate::example::{Example, INVENTORY, ORDERS, in_time};

/// The shop, and the service that knows its warehouse.
async fn shop(misbehaving: &[(&str, &str)]) -> (Example, Example) {
    let inventory = Example::start_with(INVENTORY, misbehaving).await;
    let url = format!("http://{}", inventory.address);
    let variables = [
        ("INVENTORY_URL", url.as_str()),
        // A test asks until it has its answer.
        ("HARDPOINT_WAREHOUSE_GET_RATE", "10000/s per:global"),
    ];
    let orders = Example::start_with(ORDERS, &variables).await;
    (orders, inventory)
}

async fn supply(orders: &Example, sku: &str) -> Answer {
    orders
        .send(Request::get(&format!("/v1/warehouse/{sku}")))
        .await
}

/// Has the inventory misbehave, until it is told otherwise.
async fn misbehave(inventory: &Example, how: &str) {
    let told = Request::new("PUT", &format!("/faults?{how}"));
    assert_eq!(inventory.send(told).await.status, 204);
}

fn current(sku: &str, left: u32) -> Value {
    json!({ "sku": sku, "left": left, "is_current": true })
}

#[track_caller]
fn last_known(answer: &Answer, sku: &str, left: u32) {
    assert_eq!(answer.status, 200, "{answer:?}");
    let told = &answer.json()["data"];
    assert_eq!(
        (told["sku"].as_str(), told["left"].as_u64()),
        (Some(sku), Some(left.into()))
    );
    assert_eq!(told["is_current"], false, "{told}");
    assert!(
        told["seconds_ago"].as_u64().is_some_and(|ago| ago < 60),
        "{told}"
    );
}

#[tokio::test]
async fn the_shop_goes_on_while_its_inventory_is_dead_and_finds_it_again() {
    let (orders, mut inventory) = shop(&[]).await;
    let well = supply(&orders, "rope").await;
    assert_eq!(well.json()["data"], current("rope", 2_500));
    supply(&orders, "moon").await.problem(404, "unknown_sku");

    inventory.kill();
    for _ in 0..10 {
        last_known(&supply(&orders, "rope").await, "rope", 2_500);
    }
    // What was never known cannot be told, and it is said when to ask again.
    let unknown = supply(&orders, "anvil").await;
    unknown.problem(503, "dependency_unavailable");
    assert!(unknown.header("retry-after").is_some(), "{unknown:?}");
    let mut admin = Connection::open(orders.admin).await;
    let told = admin.send(Request::get("/dependencies")).await;
    let told = &told.json()["dependencies"][0];
    assert_eq!(
        (told["name"].as_str(), told["breaker"]["state"].as_str()),
        (Some("inventory"), Some("open")),
        "{told}"
    );
    // Nothing else is touched, and the instance stays in service.
    assert_eq!(orders.send(Request::get("/readyz")).await.status, 200);
    let order = Request::post("/v1/orders")
        .header("idempotency-key", "k")
        .json(&json!({ "sku": "anvil", "quantity": 1 }));
    assert_eq!(orders.send(order).await.status, 201);

    inventory.start_again().await;
    in_time(async {
        while supply(&orders, "rope").await.json()["data"] != current("rope", 2_500) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let known = supply(&orders, "anvil").await;
    assert_eq!(known.json()["data"], current("anvil", 40), "{known:?}");
}

#[tokio::test]
async fn nobody_notices_an_inventory_of_which_a_tenth_of_the_answers_are_errors() {
    let (orders, _inventory) = shop(&[("MISBEHAVE_ERRORS", "10")]).await;
    // Two fail: as many as are made again however little else is asked.
    for _ in 0..19 {
        assert_eq!(
            supply(&orders, "rope").await.json()["data"],
            current("rope", 2_500)
        );
    }
}

#[tokio::test]
async fn an_inventory_that_is_slow_or_hangs_holds_nobody() {
    let (orders, inventory) = shop(&[]).await;
    assert_eq!(
        supply(&orders, "rope").await.json()["data"],
        current("rope", 2_500)
    );
    for how in ["latency_ms=20000", "hang=true"] {
        misbehave(&inventory, how).await;
        // Within the timeout of its endpoint, or it were a 504.
        last_known(&supply(&orders, "rope").await, "rope", 2_500);
    }
    misbehave(&inventory, "errors=0").await;
    in_time(async {
        while supply(&orders, "rope").await.json()["data"] != current("rope", 2_500) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_inventory_that_crashes_while_it_is_asked_is_a_failure_like_any_other() {
    let (orders, inventory) = shop(&[]).await;
    assert_eq!(
        supply(&orders, "rope").await.json()["data"],
        current("rope", 2_500)
    );
    let mut connection = Connection::open(inventory.address).await;
    assert!(connection.write(&Request::post("/die").to_bytes()).await);
    assert_eq!(connection.try_answer().await, None);
    last_known(&supply(&orders, "rope").await, "rope", 2_500);
}

#[tokio::test]
async fn without_an_inventory_the_shop_has_no_warehouse_and_says_so() {
    let variables = [("RUST_LOG", "info"), ("ORDERS_DRAIN_DELAY", "0ms")];
    let orders = Example::start_with(ORDERS, &variables).await;
    supply(&orders, "rope").await.problem(404, "not_found");
    let said = String::from_utf8(orders.stop().stdout).expect("UTF-8");
    assert!(said.contains("INVENTORY_URL"), "{said}");
}
