//! What an operator overrides at start is what is enforced, said and shown.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::web;
use hardpoint::prelude::*;
use hardpoint::{Builder, Environment};
use hardpoint_tests::{Request, Service};

#[endpoint(get = "/never", timeout = "5s")]
async fn never() -> &'static str {
    pending().await
}

#[endpoint(get = "/limited", rate = "10/min")]
async fn limited() -> &'static str {
    "ok"
}

#[endpoint(get = "/free")]
async fn free() -> &'static str {
    "ok"
}

#[endpoint(post = "/count", body = "1KiB")]
async fn count(text: String) -> String {
    text.len().to_string()
}

/// Each run answers something else.
#[endpoint(get = "/cached", cache = "ttl:60 shared")]
async fn cached() -> String {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    RUNS.fetch_add(1, Ordering::SeqCst).to_string()
}

#[endpoint(get = "/told", name = "told.v1", timeout = "5s")]
async fn told(context: RequestContext) -> String {
    context.spec().timeout.to_string()
}

fn overridden(variables: &[(&str, &str)]) -> impl FnOnce(Builder) -> Builder {
    let environment = Environment::of(variables.iter().copied());
    |builder| builder.environment(environment)
}

fn service(variables: &[(&str, &str)]) -> Service {
    let endpoints = endpoints![never, limited, free, count, told];
    Service::with(endpoints, overridden(variables), |_| {})
}

#[tokio::test]
async fn an_overridden_timeout_is_enforced() {
    let service = service(&[("HARDPOINT_NEVER_TIMEOUT", "200ms")]);
    let turn = async {
        service.clock.until_asleep(1).await;
        service.clock.advance(Duration::from_millis(200));
    };
    let (answer, ()) = tokio::join!(service.get("/never"), turn);
    answer.problem(504, "deadline_exceeded");
}

#[tokio::test]
async fn an_overridden_rate_is_enforced_and_told_in_its_headers() {
    let service = service(&[("HARDPOINT_LIMITED_RATE", "2/min; 3/h")]);
    let answer = service.get("/limited").await;
    assert_eq!(
        answer.header("ratelimit-policy"),
        Some("\"ip-1min\";q=2;w=60, \"ip-1h\";q=3;w=3600")
    );
    assert_eq!(service.get("/limited").await.status, 200);
    service.get("/limited").await.problem(429, "rate_limited");
}

#[tokio::test]
async fn a_rate_can_be_added_and_taken_away() {
    let service = service(&[
        ("HARDPOINT_FREE_RATE", "1/min"),
        ("HARDPOINT_LIMITED_RATE", "none because:the gateway counts"),
    ]);
    assert_eq!(service.get("/free").await.status, 200);
    service.get("/free").await.problem(429, "rate_limited");
    let answer = service.get("/limited").await;
    assert_eq!((answer.status, answer.header("ratelimit")), (200, None));
}

#[tokio::test]
async fn an_overridden_body_is_enforced() {
    let service = service(&[("HARDPOINT_COUNT_BODY", "2KiB")]);
    let sent = |length: usize| {
        let request = Request::post("/count").header("content-type", "text/plain");
        service.send(request.body("x".repeat(length)))
    };
    assert_eq!(sent(2_048).await.body, b"2048");
    sent(2_049).await.problem(413, "payload_too_large");
}

#[tokio::test]
async fn an_overridden_cache_is_enforced() {
    let of = |value: &str| {
        let variables = [("HARDPOINT_CACHED_CACHE", value)];
        Service::with(endpoints![cached], overridden(&variables), |_| {})
    };
    let shorter = of("ttl:1 shared");
    let first = shorter.get("/cached").await;
    assert_eq!(shorter.get("/cached").await.body, first.body);
    shorter.clock.advance(Duration::from_secs(2));
    assert_ne!(shorter.get("/cached").await.body, first.body);

    let off = of("none because:its answers were wrong");
    let first = off.get("/cached").await;
    assert_ne!(off.get("/cached").await.body, first.body);
    assert_eq!(first.header("cache-status"), None);
}

#[tokio::test]
async fn it_is_enforced_wherever_the_endpoint_is_mounted_beside_its_list() {
    let more = |config: &mut web::ServiceConfig| {
        config.service(web::scope("/beside").service(told));
    };
    let variables = [("HARDPOINT_TOLD_V1_TIMEOUT", "2s")];
    let service = Service::with(endpoints![told], overridden(&variables), more);
    assert_eq!(service.get("/told").await.body, b"2s");
    assert_eq!(service.get("/beside/told").await.body, b"2s");
}

#[tokio::test]
async fn what_is_in_force_and_why_can_be_read() {
    let service = service(&[
        ("HARDPOINT_TOLD_V1_TIMEOUT", "2s"),
        ("HARDPOINT_FREE_CRITICALITY", "sheddable"),
    ]);
    assert_eq!(service.get("/told").await.body, b"2s");
    let specs = service.hardpoint.specs();
    let timeouts: Vec<_> = specs.map(|spec| spec.timeout.to_string()).collect();
    assert_eq!(timeouts, ["5s", "30s", "30s", "30s", "2s"]);
    let known: Vec<_> = service
        .hardpoint
        .overrides()
        .iter()
        .map(|known| [&*known.endpoint, known.option, &*known.from, &*known.to])
        .collect();
    assert_eq!(
        known,
        [
            ["free", "criticality", "default", "sheddable"],
            ["told.v1", "timeout", "5s", "2s"],
        ]
    );
}
