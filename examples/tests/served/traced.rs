//! What a collector is told of the shop.

use hardpoint_tests::servers::database;
use hardpoint_tests::{Collector, Connection, Request};

use crate::example::{Example, ORDERS, order};

#[tokio::test]
async fn a_collector_is_told_of_an_order_and_of_its_statements_in_the_callers_trace() {
    let (collector, database) = (Collector::start(), database());
    let (url, at) = (database.url(), collector.url());
    let variables = [
        ("DATABASE_URL", url.as_str()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &at),
        ("ORDERS_DRAIN_DELAY", "0ms"),
    ];
    let orders = Example::start_with(ORDERS, &variables).await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let place = order("/v1/orders", "k", "anvil").header("traceparent", &parent);
    assert_eq!(orders.send(place).await.status, 201);
    let ended = orders.stop();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");

    // What had not been sent before is, at the end.
    let told = collector.spans().into_iter();
    let told: Vec<_> = told.filter(|seen| seen.trace() == trace).collect();
    let names: Vec<_> = told.iter().map(|seen| &*seen.span.name).collect();
    for name in ["POST /v1/orders", "transaction", "INSERT shop.orders"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    for seen in told {
        assert_eq!(seen.resource["service.name"], "orders");
    }
}

#[tokio::test]
async fn nothing_is_recorded_for_nobody() {
    let orders = Example::start(ORDERS).await;
    assert_eq!(orders.send(Request::get("/v1/orders")).await.status, 200);
    let mut admin = Connection::open(orders.admin).await;
    let told = admin.send(Request::get("/metrics")).await;
    let page = str::from_utf8(&told.body).expect("UTF-8");
    assert!(page.contains("http_server_request_duration"), "{page}");
    assert!(!page.contains("hardpoint_trace_spans"), "{page}");
}
