//! No series is made of what clients send.

use std::collections::BTreeSet;

use actix_web::web::Path;
use hardpoint::prelude::*;
use hardpoint_tests::openmetrics::Id;
use hardpoint_tests::{Connection, Request, seed};

use crate::world::{page, service};

#[endpoint(get = "/scanned/{what}", rate = "1000000/s per:ip", cache = "ttl:60")]
async fn scanned(what: Path<String>) -> String {
    what.into_inner()
}

/// The series of this test's endpoint and of what no endpoint takes: others are others'.
async fn series() -> BTreeSet<Id> {
    let is_ours = |(_, labels): &&Id| {
        let route = labels.get("http_route");
        route.is_some_and(|route| route == "/scanned/{what}" || route == "_unmatched")
    };
    let samples = page().await.samples;
    samples.keys().filter(is_ours).cloned().collect()
}

const KNOWN: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY",
];

#[tokio::test]
async fn ten_thousand_random_paths_and_methods_add_no_series() {
    let service = service(endpoints![scanned], |builder| builder);
    // On a server that is not `run`, the series of an endpoint are there with its first request.
    let mut connection = service.connect().await;
    connection.send(Request::get("/scanned/first")).await;
    let before = series().await;
    let mut random = fastrand::Rng::with_seed(seed());
    let word = |random: &mut fastrand::Rng| -> String {
        let length = random.usize(1..20);
        (0..length).map(|_| random.alphanumeric()).collect()
    };
    for number in 0..10_000 {
        // What is known is asked for what there is and what is not, what is made up for all of it.
        let method = match random.bool() {
            true => KNOWN[random.usize(..KNOWN.len())].to_owned(),
            false => word(&mut random).to_uppercase(),
        };
        let folder = ["/scanned/", "/", "/scanned/a/"][random.usize(..3)];
        let target = format!("{folder}{}", word(&mut random));
        let request = Request::new(&method, &target)
            .header("x-forwarded-proto", &word(&mut random))
            .header("x-request-id", &word(&mut random));
        connection = match connection.write(&request.to_bytes()).await {
            true => connection,
            false => reopened(&service, &request).await,
        };
        let answer = connection.answer(method == "HEAD").await;
        assert!(
            answer.status < 500,
            "{number}: {method} {target}: {answer:?}"
        );
        if answer.header("connection") == Some("close") {
            connection = service.connect().await;
        }
    }
    let after = series().await;
    let new: Vec<_> = after.difference(&before).collect();
    assert!(new.is_empty(), "{new:#?}");
}

async fn reopened(service: &hardpoint_tests::Service, request: &Request) -> Connection {
    let mut connection = service.connect().await;
    assert!(connection.write(&request.to_bytes()).await);
    connection
}
