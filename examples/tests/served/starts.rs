//! What an example has to be told when it starts, and what it makes of it.

use hardpoint_tests::servers::{Redis, database};
use serde_json::json;

use crate::example::{Example, LAB, ORDERS, instances, order, rows};

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

#[test]
fn what_an_example_cannot_use_ends_its_start_with_its_name_and_what_to_write() {
    for (variable, value, said) in [
        (
            "LOG_FORMAT",
            "xml",
            "expected one of `auto`, `json`, `text`",
        ),
        ("RUST_LOG", "bogus=loud", "`bogus=loud`"),
        ("ORDERS_CURSOR_KEY", "short", "16 bytes"),
    ] {
        let ended = Example::that_ends(ORDERS, &[(variable, value)]);
        let words = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{words}");
        assert!(words.contains(variable) && words.contains(said), "{words}");
    }
}

#[test]
fn an_example_whose_overrides_are_wrong_does_not_start_and_says_all_of_it() {
    let wrong = [
        ("HARDPOINT_LIST_ORDRES_RATE", "1/min"),
        ("HARDPOINT_GET_ORDER_TIMEOUT", "2"),
    ];
    let started = Example::that_ends(ORDERS, &wrong);
    assert_eq!(started.status.code(), Some(1));
    let said = String::from_utf8_lossy(&started.stderr);
    for line in [
        "Error: the service does not start, for 2 reasons",
        "HARDPOINT_GET_ORDER_TIMEOUT: get_order: `timeout`: ",
        "help: write `2s`",
        "rule: an_override_can_be_read",
        "HARDPOINT_LIST_ORDRES_RATE: it overrides nothing",
        "help: write `HARDPOINT_LIST_ORDERS_RATE`, or remove it",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}
