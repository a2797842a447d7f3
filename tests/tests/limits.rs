//! Rates, concurrency and shedding, as a client sees them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::web::Json;
use hardpoint::TrustedProxies;
use hardpoint::prelude::*;
use hardpoint_tests::{Answer, Request, Service};
use tokio::sync::Semaphore;

#[endpoint(get = "/rate", rate = "10/min per:ip")]
async fn rate() -> &'static str {
    "ok"
}

#[endpoint(get = "/two", rate = ["5/min per:header(x-key)", "8/min per:ip"])]
async fn two() -> &'static str {
    "ok"
}

#[endpoint(get = "/cost", rate = "10/min per:global burst:20 cost:5")]
async fn cost() -> &'static str {
    "ok"
}

#[endpoint(get = "/shadow", rate = ["1/min per:ip mode:shadow", "3/h per:ip"])]
async fn shadow() -> &'static str {
    "ok"
}

#[endpoint(get = "/who", rate = "2/min per:principal")]
async fn who() -> &'static str {
    "ok"
}

#[derive(ApiRequest)]
struct Strict {
    #[garde(range(max = 5))]
    #[allow(dead_code, reason = "only its bounds matter")]
    n: u32,
}

#[endpoint(post = "/strict", rate = "10/min")]
async fn strict(_strict: Strict) -> Json<u8> {
    Json(1)
}

fn service() -> Service {
    let proxies = TrustedProxies::networks(["127.0.0.1/32"]).expect("a range");
    let endpoints = endpoints![rate, two, cost, shadow, who, strict];
    Service::with(
        endpoints,
        |builder| builder.trusted_proxies(proxies),
        |_| {},
    )
}

async fn statuses(service: &Service, request: Request, count: usize) -> Vec<u16> {
    let mut connection = service.connect().await;
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(connection.send(request.clone()).await.status);
    }
    statuses
}

fn limit_headers(answer: &Answer) -> [Option<&str>; 3] {
    ["ratelimit-policy", "ratelimit", "retry-after"].map(|name| answer.header(name))
}

#[tokio::test]
async fn a_bucket_is_spent_and_refills_one_by_one() {
    let service = service();
    assert_eq!(
        statuses(&service, Request::get("/rate"), 11).await,
        [vec![200; 10], vec![429]].concat()
    );
    service.clock.advance(Duration::from_secs(6));
    assert_eq!(
        statuses(&service, Request::get("/rate"), 2).await,
        [200, 429]
    );
}

#[tokio::test]
async fn a_denied_request_costs_nothing() {
    let service = service();
    statuses(&service, Request::get("/rate"), 10).await;
    for _ in 0..20 {
        assert_eq!(service.get("/rate").await.status, 429);
    }
    service.clock.advance(Duration::from_secs(6));
    assert_eq!(service.get("/rate").await.status, 200);
}

#[tokio::test]
async fn a_denial_is_429_and_says_which_policy_and_when_to_come_back() {
    let service = service();
    statuses(&service, Request::get("/rate"), 10).await;
    let answer = service.get("/rate").await;
    let problem = answer.problem(429, "rate_limited");
    assert_eq!(
        problem["type"],
        "https://iana.org/assignments/http-problem-types#quota-exceeded"
    );
    assert_eq!(problem["violated-policies"], serde_json::json!(["ip"]));
    let expected = [Some("\"ip\";q=10;w=60"), Some("\"ip\";r=0;t=6"), Some("6")];
    assert_eq!(limit_headers(&answer), expected);
}

#[tokio::test]
async fn successes_and_errors_carry_the_limit_too() {
    let service = service();
    let answer = service.get("/rate").await;
    assert_eq!(answer.header("ratelimit-policy"), Some("\"ip\";q=10;w=60"));
    assert_eq!(answer.header("ratelimit"), Some("\"ip\";r=9;t=6"));
    let refused = service
        .send(Request::post("/strict").json(&serde_json::json!({ "n": 6 })))
        .await;
    refused.problem(422, "validation_failed");
    assert_eq!(refused.header("ratelimit"), Some("\"ip\";r=9;t=6"));
}

#[tokio::test]
async fn of_two_limits_the_one_that_denies_charges_neither() {
    let service = service();
    let keyed = |key: &str| Request::get("/two").header("x-key", key);
    assert_eq!(
        statuses(&service, keyed("a"), 6).await,
        [200, 200, 200, 200, 200, 429]
    );
    // Five of eight are spent for the address, not six: three more pass under another key.
    assert_eq!(
        statuses(&service, keyed("b"), 4).await,
        [200, 200, 200, 429]
    );
}

#[tokio::test]
async fn a_missing_header_falls_back_to_the_address_and_not_to_nothing() {
    let service = service();
    assert_eq!(
        statuses(&service, Request::get("/two"), 6).await,
        [200, 200, 200, 200, 200, 429]
    );
}

#[tokio::test]
async fn a_burst_widens_the_bucket_and_a_cost_weighs() {
    let service = service();
    assert_eq!(
        statuses(&service, Request::get("/cost"), 5).await,
        [200, 200, 200, 200, 429]
    );
    service.clock.advance(Duration::from_secs(30));
    assert_eq!(
        statuses(&service, Request::get("/cost"), 2).await,
        [200, 429]
    );
}

#[tokio::test]
async fn a_shadow_limit_lets_pass() {
    assert_eq!(
        statuses(&service(), Request::get("/shadow"), 4).await,
        [200, 200, 200, 429]
    );
}

#[tokio::test]
async fn addresses_have_buckets_of_their_own_and_ipv6_by_its_network() {
    let service = service();
    let from = |address: &str| Request::get("/rate").header("x-forwarded-for", address);
    statuses(&service, from("198.51.100.1"), 10).await;
    assert_eq!(service.send(from("198.51.100.1")).await.status, 429);
    assert_eq!(service.send(from("::ffff:198.51.100.1")).await.status, 429);
    assert_eq!(service.send(from("198.51.100.2")).await.status, 200);

    statuses(&service, from("2001:db8::1"), 10).await;
    assert_eq!(service.send(from("2001:db8::ffff:2")).await.status, 429);
    assert_eq!(service.send(from("2001:db8:0:1::1")).await.status, 200);
}

#[tokio::test]
async fn options_is_exempt() {
    let service = service();
    statuses(&service, Request::get("/rate"), 10).await;
    assert_eq!(
        service.send(Request::new("OPTIONS", "/rate")).await.status,
        204
    );
}

#[tokio::test]
async fn an_unauthenticated_request_is_limited_by_its_address() {
    assert_eq!(
        statuses(&service(), Request::get("/who"), 3).await,
        [200, 200, 429]
    );
}

static GATE: Semaphore = Semaphore::const_new(0);
static RUNNING: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

async fn busy() {
    let running = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
    MOST.fetch_max(running, Ordering::SeqCst);
    GATE.acquire().await.expect("never closed").forget();
    RUNNING.fetch_sub(1, Ordering::SeqCst);
}

#[endpoint(get = "/four", concurrency = "4")]
async fn four() -> &'static str {
    busy().await;
    "ok"
}

#[tokio::test]
async fn what_is_over_the_concurrency_is_refused_at_once() {
    let service = Service::of(endpoints![four]);
    let mut waiting = Vec::new();
    for _ in 0..4 {
        let mut connection = service.connect().await;
        connection.write(&Request::get("/four").to_bytes()).await;
        waiting.push(connection);
    }
    while RUNNING.load(Ordering::SeqCst) < 4 {
        tokio::task::yield_now().await;
    }
    let refused = service.get("/four").await;
    let problem = refused.problem(503, "concurrency_exceeded");
    assert_eq!(
        problem["type"],
        "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity"
    );
    assert_eq!(refused.header("retry-after"), Some("1"));
    GATE.add_permits(4);
    for mut connection in waiting {
        assert_eq!(connection.answer(false).await.status, 200);
    }
    GATE.add_permits(1);
    assert_eq!(service.get("/four").await.status, 200);
    assert_eq!(MOST.load(Ordering::SeqCst), 4);
}

static HELD: Semaphore = Semaphore::const_new(0);
static HOLDERS: AtomicUsize = AtomicUsize::new(0);

#[endpoint(get = "/hold", criticality = "critical")]
async fn hold() -> &'static str {
    HOLDERS.fetch_add(1, Ordering::SeqCst);
    HELD.acquire().await.expect("never closed").forget();
    "held"
}

#[endpoint(get = "/first", criticality = "sheddable")]
async fn sheddable() -> &'static str {
    "ok"
}

#[endpoint(get = "/second")]
async fn ordinary() -> &'static str {
    "ok"
}

#[endpoint(get = "/last", criticality = "critical")]
async fn critical() -> &'static str {
    "ok"
}

#[tokio::test]
async fn under_load_the_sheddable_go_first_and_the_critical_last() {
    let endpoints = endpoints![hold, sheddable, ordinary, critical];
    let service = Service::with(endpoints, |builder| builder.capacity(20), |_| {});
    let mut held = Vec::new();
    let statuses = async || {
        let mut statuses = Vec::new();
        for target in ["/first", "/second", "/last"] {
            let answer = service.get(target).await;
            if answer.status == 503 {
                answer.problem(503, "overloaded");
                assert_eq!(answer.header("retry-after"), Some("1"));
            }
            statuses.push(answer.status);
        }
        statuses
    };
    for (in_flight, expected) in [
        (0, [200, 200, 200]),
        (15, [503, 200, 200]),
        (18, [503, 503, 200]),
        (20, [503, 503, 503]),
    ] {
        while held.len() < in_flight {
            let mut connection = service.connect().await;
            connection.write(&Request::get("/hold").to_bytes()).await;
            held.push(connection);
        }
        while HOLDERS.load(Ordering::SeqCst) < in_flight {
            tokio::task::yield_now().await;
        }
        assert_eq!(statuses().await, expected, "{in_flight} in flight");
    }
    HELD.add_permits(held.len());
    for mut connection in held {
        assert_eq!(connection.answer(false).await.status, 200);
    }
}
