//! No series is made of what clients send.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use hardpoint::TrustedProxies;
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
    let service = service(endpoints![scanned], |builder| {
        builder.trusted_proxies(TrustedProxies::count(1))
    });
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
        let scheme = match random.u8(..3) {
            0 => "https".to_owned(),
            _ => word(&mut random),
        };
        let request = Request::new(&method, &target)
            .header("x-forwarded-proto", &scheme)
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

#[endpoint(get = "/whatever/{status}", criticality = "critical")]
async fn whatever(status: Path<u16>) -> HttpResponse {
    let status = StatusCode::from_u16(*status).expect("three digits");
    HttpResponse::build(status).finish()
}

#[tokio::test]
async fn each_status_is_one_series_however_often_it_is_answered() {
    let service = service(endpoints![whatever], |builder| builder);
    let mut random = fastrand::Rng::with_seed(seed());
    let series = async || {
        let page = page().await;
        let is_count = |(name, labels): &&Id| {
            name == "http_server_request_duration_seconds_count"
                && labels["http_route"] == "/whatever/{status}"
        };
        page.samples.keys().filter(is_count).count()
    };
    let mut connection = service.connect().await;
    let mut seen: BTreeSet<u16> = BTreeSet::from([200, 500, 503, 504]);
    for _ in 0..1_000 {
        // Few of them, so that each comes often, and some that no standard knows.
        let status = 10 * random.u16(21..30) + random.u16(..2) * 700;
        seen.insert(status);
        let answer = connection
            .send(Request::get(&format!("/whatever/{status}")))
            .await;
        assert_eq!(answer.status, status);
        if answer.header("connection") == Some("close") {
            connection = service.connect().await;
        }
    }
    // With those of `GET` one for `HEAD`, and one for those that were abandoned.
    assert_eq!(series().await, seen.len() + 2);
    assert_eq!(seen.len(), 4 + 18);
}

async fn reopened(service: &hardpoint_tests::Service, request: &Request) -> Connection {
    let mut connection = service.connect().await;
    assert!(connection.write(&request.to_bytes()).await);
    connection
}
