//! Requests are counted by what OpenTelemetry tells them apart by.

use std::time::Duration;

use actix_web::HttpResponse;
use hardpoint::TrustedProxies;
use hardpoint::prelude::*;
use hardpoint_tests::Request;

use crate::world::{asks, before, page, service};

const DURATION: &str = "http_server_request_duration_seconds_count";

#[endpoint(get = "/answers/{how}", timeout = "5s")]
async fn answers(how: actix_web::web::Path<String>) -> HttpResponse {
    match how.as_str() {
        "teapot" => HttpResponse::ImATeapot().finish(),
        "panic" => panic!("as it was asked to"),
        "never" => std::future::pending().await,
        _ => HttpResponse::Ok().finish(),
    }
}

#[tokio::test]
async fn requests_are_counted_by_method_status_scheme_and_error() {
    let service = service(endpoints![answers], |builder| {
        let proxies = TrustedProxies::networks(["127.0.0.1/32"]).expect("a range");
        builder.trusted_proxies(proxies)
    });
    let route = ("http_route", "/answers/{how}");
    let mut moves = Vec::new();
    for (method, status, scheme, by) in [
        ("GET", "200", "http", 2.0),
        ("GET", "200", "https", 1.0),
        ("HEAD", "200", "http", 1.0),
        ("GET", "418", "http", 1.0),
        ("GET", "500", "http", 1.0),
        ("GET", "504", "http", 1.0),
    ] {
        let labels = [
            route,
            ("http_request_method", method),
            ("http_response_status_code", status),
            ("url_scheme", scheme),
        ];
        moves.push((before(DURATION, &labels).await, by));
    }
    let of_errors = async |kind| before(DURATION, &[route, ("error_type", kind)]).await;
    let errors = [of_errors("500").await, of_errors("504").await];

    for _ in 0..2 {
        service.get("/answers/well").await;
    }
    let secure = Request::get("/answers/well").header("x-forwarded-proto", "https");
    service.send(secure).await;
    service.send(Request::new("HEAD", "/answers/well")).await;
    service.get("/answers/teapot").await;
    service.get("/answers/panic").await;
    let mut hanging = asks(&service, Request::get("/answers/never")).await;
    service.clock.until_asleep(1).await;
    service.clock.advance(Duration::from_secs(6));
    assert_eq!(hanging.answer(false).await.status, 504);

    for (series, by) in moves {
        assert_eq!(series.moved().await, by, "{series:?}");
    }
    for error in errors {
        assert_eq!(error.moved().await, 1.0, "{error:?}");
    }
    let page = page().await;
    let samples = page
        .samples
        .keys()
        .filter(|(name, labels)| name == DURATION && labels["http_route"] == "/answers/{how}");
    for (_, labels) in samples {
        let is_failure = labels
            .get("http_response_status_code")
            .is_none_or(|status| status.starts_with('5'));
        assert_eq!(labels.contains_key("error_type"), is_failure, "{labels:?}");
    }
    // The clock was turned by six seconds while one of them waited.
    let late = [route, ("http_response_status_code", "504"), ("le", "5.0")];
    let bucket = "http_server_request_duration_seconds_bucket";
    assert_eq!(page.sum(bucket, &late), 0.0);
    let late = [route, ("http_response_status_code", "504"), ("le", "7.5")];
    assert_eq!(page.sum(bucket, &late), 1.0);
}
