//! Endpoints that are deprecated, and those whose day is over.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::LINK;
use actix_web::web::Path;
use hardpoint::prelude::*;
use hardpoint_tests::{Answer, Request, Service};

static RUNS: AtomicU32 = AtomicU32::new(0);

fn count() -> String {
    (RUNS.fetch_add(1, Ordering::SeqCst) + 1).to_string()
}

#[endpoint(
    get = "/v1/orders",
    cache = "ttl:60",
    rate = "3/min",
    deprecated = "2026-01-01 see:/docs/v2 successor:/v2/orders",
    sunset = "2026-06-01 see:/docs/sunset"
)]
async fn list() -> String {
    count()
}

#[endpoint(post = "/v1/orders", idempotent, deprecated = "2026-01-01")]
async fn place(body: String) -> HttpResponse {
    match body.as_str() {
        "conflict" => HttpResponse::Conflict().finish(),
        _ => HttpResponse::Created().body(count()),
    }
}

#[endpoint(
    get = "/v1/pages/{page}",
    deprecated = "2026-01-01 see:https://example.com/v2"
)]
async fn page(page: Path<u32>) -> HttpResponse {
    let next = format!("</v1/pages/{}>; rel=\"next\"", *page + 1);
    HttpResponse::Ok().insert_header((LINK, next)).finish()
}

#[endpoint(get = "/v1/guarded", auth, sunset = "2026-06-01")]
async fn guarded() -> &'static str {
    "guarded"
}

static LAST_RUNS: AtomicU32 = AtomicU32::new(0);

#[endpoint(
    get = "/v1/last",
    cache = "ttl:60",
    sunset = "2026-06-01 see:/docs/sunset"
)]
async fn last() -> &'static str {
    LAST_RUNS.fetch_add(1, Ordering::SeqCst);
    "last"
}

#[endpoint(get = "/v2/orders")]
async fn list_v2() -> &'static str {
    "v2"
}

fn said(answer: &Answer) -> [Option<&str>; 3] {
    ["deprecation", "sunset", "link"].map(|name| answer.header(name))
}

const OF_LIST: [Option<&str>; 3] = [
    Some("@1767225600"),
    Some("Mon, 01 Jun 2026 00:00:00 GMT"),
    Some(
        "</docs/v2>; rel=\"deprecation\", </v2/orders>; rel=\"successor-version\", \
         </docs/sunset>; rel=\"sunset\"",
    ),
];

/// Turns the clock to the sunset, less `left`.
fn turn_to_the_sunset(service: &Service, left: Duration) {
    // The clock of a test begins 272,000 seconds before.
    service.clock.advance(Duration::from_secs(272_000) - left);
}

#[tokio::test]
async fn every_answer_says_that_its_endpoint_is_deprecated() {
    let service = Service::of(endpoints![list, place, list_v2]);
    for (status, cache) in [(200, "hardpoint; fwd"), (200, "hardpoint; hit")] {
        let answer = service.get("/v1/orders").await;
        assert_eq!(answer.status, status);
        let found = answer.header("cache-status").unwrap_or_default();
        assert!(found.starts_with(cache), "{found}");
        assert_eq!(said(&answer), OF_LIST);
    }
    let unknown_query = service.get("/v1/orders?a=b").await;
    assert_eq!((unknown_query.status, said(&unknown_query)), (422, OF_LIST));
    let limited = service.get("/v1/orders").await;
    limited.problem(429, "rate_limited");
    assert_eq!(said(&limited), OF_LIST);

    let post = |key: &str, body: &str| {
        let request = Request::post("/v1/orders").header("idempotency-key", key);
        service.send(request.body(body))
    };
    let (made, replayed) = (post("a", "one").await, post("a", "one").await);
    assert_eq!(replayed.header("idempotency-replayed"), Some("true"));
    let conflict = post("b", "conflict").await;
    assert_eq!(conflict.status, 409);
    for answer in [made, replayed, conflict] {
        assert_eq!(said(&answer), [Some("@1767225600"), None, None]);
    }
    let successor = service.get("/v2/orders").await;
    assert_eq!((successor.status, said(&successor)), (200, [None; 3]));
}

#[tokio::test]
async fn links_stand_beside_those_of_the_handler() {
    let service = Service::of(endpoints![page]);
    let answer = service.get("/v1/pages/1").await;
    let links = answer.headers.iter().filter(|(name, _)| name == "link");
    let links: Vec<&str> = links.map(|(_, value)| &**value).collect();
    let ours = "<https://example.com/v2>; rel=\"deprecation\"";
    assert_eq!(links, ["</v1/pages/2>; rel=\"next\"", ours]);
}

#[tokio::test]
async fn from_its_sunset_on_an_endpoint_is_gone_for_everyone() {
    let service = Service::with(
        endpoints![last, guarded, list_v2],
        |builder| builder.authenticated_by_middleware("Bearer"),
        |_| {},
    );
    turn_to_the_sunset(&service, Duration::from_secs(1));
    assert_eq!(service.get("/v1/last").await.status, 200);
    let early = service.get("/v1/guarded").await;
    early.problem(401, "unauthenticated");
    service.clock.advance(Duration::from_secs(1));
    let gone = service.get("/v1/last").await;
    gone.problem(410, "sunset");
    let link = "</docs/sunset>; rel=\"sunset\"";
    assert_eq!(said(&gone), [None, OF_LIST[1], Some(link)]);
    service.get("/v1/guarded").await.problem(410, "sunset");
    assert_eq!(LAST_RUNS.load(Ordering::SeqCst), 1);
    assert_eq!(service.get("/v2/orders").await.status, 200);
}
