//! What whoever runs an example sees of it, from its first second to its last.

use hardpoint_tests::servers::database;
use hardpoint_tests::{Answer, Connection, Request, openmetrics};
use serde_json::Value;

use crate::example::{Example, LAB, ORDERS, order};

/// Logging what it does when it is let, and gone as soon as it is told.
const WATCHED: [(&str, &str); 3] = [
    ("RUST_LOG", "info"),
    ("LAB_DRAIN_DELAY", "0ms"),
    ("ORDERS_DRAIN_DELAY", "0ms"),
];

#[tokio::test]
async fn the_examples_have_probes_metrics_and_logs_and_stop_when_they_are_told() {
    let database = database();
    let url = database.url();
    for (program, path) in [(LAB, "/orders"), (ORDERS, "/v1/orders")] {
        for database in [None, Some(("DATABASE_URL", url.as_str()))] {
            let variables: Vec<_> = WATCHED.into_iter().chain(database).collect();
            let example = Example::start_with(program, &variables).await;
            for probe in ["/livez", "/startupz"] {
                assert_eq!(example.send(Request::get(probe)).await.status, 200);
            }
            // A database is looked at in the background.
            while example.send(Request::get("/readyz")).await.status != 200 {
                tokio::task::yield_now().await;
            }
            let placed = example.send(order(path, "k", "anvil")).await;
            assert_eq!(placed.status, 201, "{placed:?}");
            let id = placed.header("x-request-id").expect("an id").to_owned();

            let mut admin = Connection::open(example.admin).await;
            let asked = Request::get("/metrics").header("accept", "application/openmetrics-text");
            let told = admin.send(asked).await;
            let page = openmetrics::parse(text(&told)).expect("OpenMetrics");
            let of_orders = [("http_route", path), ("http_request_method", "POST")];
            let served = page.sum("http_server_request_duration_seconds_count", &of_orders);
            assert!((served - 1.0).abs() < f64::EPSILON, "{served}");
            let policies = admin.send(Request::get("/policies")).await;
            assert!(text(&policies).contains(path), "{policies:?}");

            let ended = example.stop();
            assert_eq!(ended.status.code(), Some(0), "{ended:?}");
            let said = String::from_utf8(ended.stdout).expect("UTF-8");
            let lines: Vec<Value> = said
                .lines()
                .map(|line| serde_json::from_str(line).expect(line))
                .collect();
            let of_the_request = lines
                .iter()
                .find(|line| line["target"] == "hardpoint::request" && line["request_id"] == id)
                .expect("its line");
            assert_eq!(of_the_request["fields"]["status"], 201);
            assert_eq!(of_the_request["fields"]["route"], path);
            assert!(
                lines.iter().any(|line| line["message"] == "stopped"),
                "{said}"
            );
        }
    }
}

fn text(answer: &Answer) -> &str {
    str::from_utf8(&answer.body).expect("UTF-8")
}
