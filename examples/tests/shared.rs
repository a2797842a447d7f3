//! Two instances with one database or one Redis: what they agree on, as it is seen from outside.

mod example;

use futures_util::future::join_all;
use hardpoint::Clock;
use hardpoint_tests::servers::{Database, Redis, database, until};
use hardpoint_tests::{Answer, Connection, Request};
use serde_json::json;

use crate::example::Example;

const LAB: &str = env!("CARGO_BIN_EXE_lab");
const ORDERS: &str = env!("CARGO_BIN_EXE_orders");

/// As many instances of a program as variables have names for them.
async fn instances<const N: usize>(program: &str, variables: &[(&str, &str)]) -> [Example; N] {
    let started = (0..N).map(async |number| {
        let name = format!("instance-{number}");
        // However busy this machine is: what happens when a store is late is tested elsewhere.
        let patience = match program {
            LAB => "LAB_STORE_BUDGET",
            _ => "ORDERS_STORE_BUDGET",
        };
        let more = [("INSTANCE", name.as_str()), (patience, "10s")];
        let variables = [variables, &more].concat();
        Example::start_with(program, &variables).await
    });
    let started = join_all(started).await;
    started.try_into().unwrap_or_else(|_| panic!("{N} of them"))
}

fn order(target: &str, key: &str, sku: &str) -> Request {
    Request::post(target)
        .header("idempotency-key", key)
        .json(&json!({ "sku": sku, "quantity": 1 }))
}

fn is_replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

/// Key and instance of each row, in the order of their making.
async fn rows(database: &Database, table: &str) -> Vec<(String, String)> {
    let all = format!("SELECT idempotency_key, instance FROM {table} ORDER BY id");
    let rows = database.look().await.query(&all, &[]).await.expect("rows");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

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

#[tokio::test]
async fn an_order_under_a_lease_is_placed_once_whichever_instance_is_asked() {
    let (database, redis) = (database(), Redis::start(&[]));
    let url = database.url();
    let only = [("DATABASE_URL", url.as_str())];
    let both = [only[0], ("REDIS_URL", redis.url())];
    for (key, variables) in [("only", &only[..]), ("both", &both[..])] {
        let labs: [Example; 2] = instances(LAB, variables).await;
        let slow = order("/lease-orders?ms=2000", key, "anvil");
        let mut asked = Connection::open(labs[0].address).await;
        assert!(asked.write(&slow.to_bytes()).await);
        let is_written =
            format!("SELECT EXISTS (SELECT FROM lab_lease_orders WHERE idempotency_key = '{key}')");
        until(&database.look().await, &is_written).await;
        let told = labs[1].send(slow.clone()).await;
        told.problem(409, "request_in_flight");
        let first = asked.answer(false).await;
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
            let again = lab.send(order("/lease-orders?ms=2000", key, "anvil")).await;
            assert_eq!(
                (again.status, is_replayed(&again), &again.body),
                (201, true, &first.body)
            );
        }
        let other = labs[1].send(order("/lease-orders", key, "anvil")).await;
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

#[tokio::test]
async fn ten_labs_that_start_at_once_agree_on_their_tables() {
    let database = database();
    let url = database.url();
    let labs: [Example; 10] = instances(LAB, &[("DATABASE_URL", &url)]).await;
    for (number, lab) in labs.iter().enumerate() {
        for target in ["/tx-orders", "/lease-orders"] {
            let placed = lab.send(order(target, &number.to_string(), "anvil")).await;
            assert_eq!(placed.json(), json!({ "order": number + 1 }));
        }
    }
    for table in ["lab_orders", "lab_lease_orders"] {
        let written = rows(&database, table).await.into_iter();
        let wanted = (0..10).map(|number| (number.to_string(), format!("instance-{number}")));
        assert!(written.eq(wanted), "{table}");
    }
}

#[tokio::test]
async fn without_a_database_the_lab_has_nothing_that_would_need_one() {
    let redis = Redis::start(&[]);
    let with_redis = [("REDIS_URL", redis.url())];
    for lab in [
        Example::start(LAB).await,
        Example::start_with(LAB, &with_redis).await,
    ] {
        for target in ["/tx-orders", "/lease-orders"] {
            let nowhere = lab.send(order(target, "k", "anvil")).await;
            nowhere.problem(404, "not_found");
        }
        assert_eq!(lab.send(order("/orders", "k", "anvil")).await.status, 201);
    }
}

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
    let customers = (0..40).map(|number| {
        let orders = &orders;
        async move {
            let place = Request::post("/v1/orders")
                .header("idempotency-key", &number.to_string())
                .json(&json!({ "sku": "rope", "quantity": 3 }));
            // At both at once, again and again until there is a final answer from each.
            let answers = orders.iter().map(async |instance| {
                loop {
                    let answer = instance.send(place.clone()).await;
                    let is_final =
                        matches!(answer.status, 201) || answer.json()["code"] == "out_of_stock";
                    if is_final {
                        break answer;
                    }
                    assert!(matches!(answer.status, 409 | 503), "{answer:?}");
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
    // Of 100 pieces of rope, by threes.
    assert_eq!(sold, 33);
    let left = "SELECT (SELECT count(*) FROM shop.orders) = 33 \
        AND (SELECT left_over FROM shop.stock WHERE sku = 'rope') = 1";
    until(&database.look().await, left).await;
}

#[test]
fn a_url_of_no_use_ends_the_start_with_its_reason_and_without_its_password() {
    let database = database();
    let url = database.url();
    let (_, place) = url.split_once('@').expect("a user");
    let stranger = format!("postgres://nobody:hunter2@{place}");
    for (variable, url, said) in [
        (
            "DATABASE_URL",
            "mysql://shop:hunter2@db/shop",
            "begins with `postgres://`",
        ),
        (
            "DATABASE_URL",
            "postgres://shop:hunter2@127.0.0.1:1/shop",
            "refused",
        ),
        ("DATABASE_URL", stranger.as_str(), "nobody"),
        ("REDIS_URL", "http://:hunter2@cache", "redis://"),
        ("REDIS_URL", "redis://:hunter2@cache:port", "cannot be read"),
    ] {
        for program in [LAB, ORDERS] {
            let ended = Example::that_ends(program, &[(variable, url)]);
            let words = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(ended.status.code(), Some(1), "{words}");
            assert!(
                words.starts_with(&format!("Error: {variable}: ")),
                "{words}"
            );
            assert!(words.contains(said), "{words}");
            assert!(!words.contains("hunter2"), "{words}");
        }
    }
}
