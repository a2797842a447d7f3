//! What users test their services with: the clock, the store, the answers, and the attribute.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::web::{Data, Json};
use futures_util::FutureExt;
use futures_util::future::join_all;
use hardpoint::auth::{AuthError, bearer};
use hardpoint::prelude::*;
use hardpoint::testing::{TestService, TestStore};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

const SECOND: Duration = Duration::from_secs(1);

#[endpoint(get = "/limited", rate = "2/min per:ip")]
async fn limited() -> &'static str {
    "ok"
}

#[endpoint(get = "/mine", auth = "orders:read", rate = "1/h per:principal")]
async fn mine(who: Principal) -> String {
    who.id().to_owned()
}

#[endpoint(post = "/orders", public, idempotent)]
async fn order(runs: Data<AtomicU32>) -> String {
    runs.fetch_add(1, Ordering::SeqCst).to_string()
}

#[endpoint(get = "/news", cache = "ttl:60")]
async fn news(runs: Data<AtomicU32>) -> String {
    runs.fetch_add(1, Ordering::SeqCst).to_string()
}

#[endpoint(get = "/held", timeout = "5s", concurrency = "2")]
async fn held(gate: Data<Arc<Semaphore>>) -> &'static str {
    match gate.acquire().await {
        Ok(_) => "let go",
        Err(_) => "closed",
    }
}

/// Sums up to a hundred numbers.
#[derive(ApiRequest)]
struct Sum {
    #[garde(length(max = 2), inner(range(max = 9)))]
    numbers: Vec<u64>,
}

#[endpoint(post = "/sum")]
async fn sum(sum: Sum) -> Json<u64> {
    Json(sum.numbers.iter().sum())
}

fn counted() -> hardpoint::Builder {
    Hardpoint::builder()
        .app_data(AtomicU32::new(0))
        .endpoints(endpoints![order, news])
}

#[hardpoint::test(endpoints![limited])]
async fn a_limit_refills_when_the_clock_is_turned_and_only_then(service: TestService) {
    let get = || service.get("/limited");
    assert_eq!(
        (get().await.status(), get().await.status()),
        (200.try_into().unwrap(), 200.try_into().unwrap())
    );
    let denied = get().await;
    denied.assert_problem(429, "rate_limited");
    assert_eq!(denied.retry_after(), Some(30 * SECOND));
    service.clock.advance(30 * SECOND - Duration::from_nanos(1));
    assert_eq!(get().await.status(), 429);
    assert_eq!(get().from([192, 0, 2, 1].into()).await.status(), 200);
    service.clock.advance(Duration::from_nanos(1));
    assert_eq!(get().await.status(), 200);
}

#[hardpoint::test(counted())]
async fn time_passes_for_answers_and_keys_too(service: TestService) {
    for (text, later) in [("0", 53), ("0", 14), ("1", 0)] {
        assert_eq!(service.get("/news").await.text(), text);
        service.clock.advance(later * SECOND);
    }
    let send = || service.post("/orders").key("k");
    assert_eq!(send().await.text(), "2");
    service.clock.advance(24 * 3_600 * SECOND - SECOND);
    let replayed = send().await;
    assert_eq!(
        (replayed.text(), replayed.header("idempotency-replayed")),
        ("2", Some("true"))
    );
    service.clock.advance(SECOND);
    assert_eq!(send().await.text(), "3");
}

#[hardpoint::test(endpoints![mine])]
async fn who_asks_is_what_the_test_says(service: TestService) {
    let ask = || service.get("/mine");
    let stranger = ask().await;
    stranger.assert_problem(401, "unauthenticated");
    assert_eq!(stranger.header("www-authenticate"), Some("Bearer"));
    let eve = ask().by(Principal::new("eve")).await;
    eve.assert_problem(403, "insufficient_scope");
    for name in ["ada", "bob"] {
        let known = || Principal::new(name).with_scopes(["orders:read"]);
        assert_eq!(ask().by(known()).await.text(), name);
        assert_eq!(ask().by(known()).await.status(), 429);
    }
}

/// Everybody is who they say.
struct Gullible;

impl Authenticator for Gullible {
    async fn authenticate(&self, request: &HttpRequest) -> Result<Option<Principal>, AuthError> {
        Ok(bearer(request)?.map(|name| Principal::new(name).with_scopes(["orders:read"])))
    }
}

#[hardpoint::test(Hardpoint::builder().authenticator(Gullible).endpoints(endpoints![mine]))]
async fn the_authenticator_is_asked_where_the_test_says_nothing(service: TestService) {
    let by_token = service.get("/mine").header("authorization", "Bearer ada");
    assert_eq!(by_token.await.text(), "ada");
    let told = Principal::new("bob").with_scopes(["orders:read"]);
    let both = service.get("/mine").header("authorization", "Bearer ada");
    assert_eq!(both.by(told).await.text(), "bob");
}

#[hardpoint::test]
async fn services_of_one_store_are_instances_of_one_service() {
    let store = TestStore::new();
    let one = TestService::sharing(&store, counted()).await;
    let other = TestService::sharing(&store, counted()).await;
    assert_eq!(one.post("/orders").key("k").await.text(), "0");
    let replayed = other.post("/orders").key("k").await;
    assert_eq!(replayed.header("idempotency-replayed"), Some("true"));
    // One clock for all of it.
    one.clock.advance(24 * 3_600 * SECOND);
    let again = other.post("/orders").key("k").await;
    assert_eq!(again.header("idempotency-replayed"), None);
    // A store that forgets has never heard of it.
    store.empty();
    let again = one.post("/orders").key("k").await;
    assert_eq!(again.header("idempotency-replayed"), None);
}

#[hardpoint::test(counted())]
async fn a_store_that_is_away_is_as_far_away_as_it_is_told(service: TestService, store: TestStore) {
    let send = |key: &str| service.post("/orders").key(key);
    assert_eq!(send("a").await.status(), 200);
    store.dawdle(Duration::from_millis(1));
    assert_eq!(send("b").await.status(), 200);
    store.hang();
    let gone = send("c").await;
    gone.assert_problem(503, "idempotency_store_unavailable");
    store.answer();
    // It is looked for again after a pause on the wall.
    let back = async {
        while send("d").await.status() != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(20 * SECOND, back)
        .await
        .expect("it is back");
    store.refuse();
    send("e")
        .await
        .assert_problem(503, "idempotency_store_unavailable");
}

fn at_a_gate(gate: &Arc<Semaphore>) -> hardpoint::Builder {
    Hardpoint::builder()
        .app_data(Arc::clone(gate))
        .endpoints(endpoints![held])
}

#[hardpoint::test]
async fn requests_run_at_the_same_time_and_clients_leave() {
    let gate = Arc::new(Semaphore::new(0));
    let service = TestService::of(at_a_gate(&gate)).await;
    let mut begun: Vec<_> = (0..3).map(|_| service.get("/held").begin()).collect();
    // Two are let in; the third comes back at once.
    let third = begun.pop().unwrap().await;
    third.assert_problem(503, "concurrency_exceeded");
    assert!(begun.iter().all(|begun| !begun.is_answered()));
    assert_eq!(service.hardpoint().in_flight(), 2);
    begun.pop().unwrap().leave().await;
    assert_eq!(service.hardpoint().in_flight(), 1);
    let next = service.get("/held").begin();
    gate.add_permits(2);
    begun.push(next);
    let answers = join_all(begun).await;
    assert!(answers.iter().all(|answer| answer.text() == "let go"));
}

#[hardpoint::test]
async fn a_deadline_passes_when_the_clock_is_turned() {
    let gate = Arc::new(Semaphore::new(0));
    let service = TestService::of(at_a_gate(&gate)).await;
    let waiting = service.get("/held").begin();
    service.clock.until_asleep(1).await;
    service.clock.advance(5 * SECOND - Duration::from_nanos(1));
    tokio::task::yield_now().await;
    assert!(!waiting.is_answered());
    service.clock.advance(Duration::from_nanos(1));
    waiting.await.assert_problem(504, "deadline_exceeded");
}

#[hardpoint::test(endpoints![sum])]
async fn what_is_sent_and_answered_is_json(service: TestService) {
    let post = |numbers: &[u64]| service.post("/sum").json(&json!({ "numbers": numbers }));
    assert_eq!(post(&[2, 3]).await.json::<u64>(), 5);
    let wrong = post(&[1, 10]).await;
    wrong.assert_problem(422, "validation_failed");
    assert_eq!(wrong.pointers(), ["#/numbers/1"]);
    assert_eq!(wrong.code().as_deref(), Some("validation_failed"));
    assert_eq!(
        wrong.json::<Value>()["request_id"].as_str(),
        wrong.request_id()
    );
    let wrong_method = service.call(Method::TRACE, "/sum").await;
    wrong_method.assert_problem(405, "method_not_allowed");
    assert_eq!(wrong_method.header("allow"), Some("POST, OPTIONS"));
    assert_eq!(service.get("/elsewhere").await.status(), 404);
}

/// The words of a panic.
async fn panic_of<T>(work: impl Future<Output = T>) -> String {
    let panic = match AssertUnwindSafe(work).catch_unwind().await {
        Ok(_) => panic!("it went well"),
        Err(panic) => panic,
    };
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[hardpoint::test(endpoints![limited])]
async fn what_is_not_as_expected_is_shown_whole(service: TestService) {
    let words = panic_of(async {
        let answer = service.get("/limited").await;
        answer.assert_problem(429, "rate_limited");
    });
    let words = words.await;
    for part in [
        "429 `rate_limited`",
        "GET /limited: 200 OK",
        "x-request-id:",
        "\n\nok",
    ] {
        assert!(words.contains(part), "{words}");
    }
}

#[hardpoint::test]
async fn a_service_that_would_not_start_fails_its_tests() {
    #[endpoint(get = "/long", timeout = "1h")]
    async fn long() -> &'static str {
        "…"
    }

    let words = panic_of(TestService::of(endpoints![long])).await;
    assert!(words.contains("the service does not start"), "{words}");
    assert!(words.contains("`long`"), "{words}");
}

#[hardpoint::test]
#[should_panic(expected = "below the attribute")]
async fn other_attributes_stand_below() {
    panic!("below the attribute");
}

#[hardpoint::test(endpoints![limited])]
async fn a_test_may_end_with_an_error(service: TestService) -> Result<(), std::num::ParseIntError> {
    let left = service.get("/limited").await;
    let said = left.header("ratelimit").unwrap_or_default();
    let (_, left) = said.split_once(";r=").unwrap_or_default();
    assert_eq!(left.split(';').next().unwrap_or_default().parse::<u8>()?, 1);
    Ok(())
}
