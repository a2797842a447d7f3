//! Policies side by side on one endpoint: their order, and what one does not do to another.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Path};
use hardpoint::prelude::*;
use hardpoint_tests::{Answer, Request, Service};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

/// How often each thing ran, by name, so that tests of one process do not see each other.
static RUNS: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);

fn run(name: &str) -> u32 {
    let mut runs = RUNS.lock();
    let count = runs.entry(name.to_owned()).or_default();
    *count += 1;
    *count
}

fn runs(name: &str) -> u32 {
    RUNS.lock().get(name).copied().unwrap_or_default()
}

async fn until_ran(name: &str, count: u32) {
    while runs(name) < count {
        tokio::task::yield_now().await;
    }
}

#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
#[actix_web::post("/literal")]
async fn literal(body: String) -> String {
    format!("{body} {}", run(&body))
}

#[endpoint(get = "/literal", rate = "3/min", cache = "ttl:60")]
async fn literal_read() -> String {
    run("literal_read").to_string()
}

fn keyed(key: &str, body: &str) -> Request {
    Request::post("/literal")
        .header("idempotency-key", key)
        .body(body)
}

fn left(answer: &Answer) -> &str {
    answer.header("ratelimit").unwrap_or("none")
}

#[tokio::test]
async fn equal_requests_of_an_unsafe_method_share_one_result_whatever_their_keys() {
    let service = Service::of(endpoints![literal]);
    let first = service.send(keyed("a", "equal")).await;
    let second = service.send(keyed("b", "equal")).await;
    assert_eq!(
        (&first.body[..], &second.body[..]),
        (&b"equal 1"[..], &b"equal 1"[..])
    );
    assert_eq!(service.send(keyed("c", "other")).await.body, b"other 1");
    service.clock.advance(Duration::from_secs(70));
    assert_eq!(service.send(keyed("d", "equal")).await.body, b"equal 2");
    assert_eq!(
        service.send(keyed("a", "equal")).await.body,
        b"equal 1",
        "a replay"
    );
}

#[tokio::test]
async fn hits_and_replays_consume_the_rate_and_say_so() {
    let service = Service::of(endpoints![literal, literal_read]);
    let first = service.send(keyed("k", "replayed")).await;
    let replay = service.send(keyed("k", "replayed")).await;
    assert_eq!(replay.header("idempotency-replayed"), Some("true"));
    assert_eq!(
        (left(&first), left(&replay)),
        ("\"ip\";r=9;t=6", "\"ip\";r=8;t=6")
    );

    service.get("/literal").await;
    let hit = service.get("/literal").await;
    assert!(
        hit.header("cache-status")
            .is_some_and(|said| said.contains("hit"))
    );
    assert_eq!(left(&hit), "\"ip\";r=1;t=20");
    service.get("/literal").await;
    service.get("/literal").await.problem(429, "rate_limited");
}

static GATE: Semaphore = Semaphore::const_new(0);

#[endpoint(
    get = "/one/{name}",
    timeout = "5s",
    concurrency = "1",
    cache = "ttl:60 vary:x-variant"
)]
async fn one(name: Path<String>) -> String {
    let count = run(&name);
    if name.starts_with("hold") {
        GATE.acquire().await.expect("never closed").forget();
    }
    count.to_string()
}

#[tokio::test]
async fn hits_take_no_permit() {
    let service = Service::of(endpoints![one]);
    service.get("/one/warm").await;
    let mut holder = service.connect().await;
    holder
        .write(&Request::get("/one/hold-hits").to_bytes())
        .await;
    until_ran("hold-hits", 1).await;
    assert_eq!(service.get("/one/warm").await.body, b"1");
    service
        .get("/one/cold")
        .await
        .problem(503, "concurrency_exceeded");
    GATE.add_permits(1);
    assert_eq!(holder.answer(false).await.status, 200);
}

static TURN: Semaphore = Semaphore::const_new(0);

#[endpoint(
    get = "/turn/{name}",
    timeout = "5s",
    concurrency = "1 queue:1 wait:1s"
)]
async fn turn(name: Path<String>) -> String {
    let count = run(&name);
    if name.starts_with("panic") {
        panic!("with a permit");
    }
    TURN.acquire().await.expect("never closed").forget();
    count.to_string()
}

#[tokio::test]
async fn a_queue_has_a_bound_and_a_wait_and_who_waits_too_long_never_starts() {
    let service = Service::of(endpoints![turn]);
    let mut first = service.connect().await;
    first.write(&Request::get("/turn/first").to_bytes()).await;
    until_ran("first", 1).await;
    let mut queued = service.connect().await;
    queued.write(&Request::get("/turn/queued").to_bytes()).await;
    // The first sleeps on its deadline, the second on its deadline and its wait.
    service.clock.until_asleep(3).await;
    service
        .get("/turn/beyond")
        .await
        .problem(503, "concurrency_exceeded");

    service.clock.advance(Duration::from_secs(1));
    let refused = queued.answer(false).await;
    refused.problem(503, "concurrency_exceeded");
    assert_eq!(refused.header("retry-after"), Some("1"));
    TURN.add_permits(1);
    assert_eq!(first.answer(false).await.status, 200);
    assert_eq!((runs("queued"), runs("beyond")), (0, 0));
}

#[tokio::test]
async fn a_permit_comes_back_after_a_panic_and_after_a_timeout() {
    let service = Service::of(endpoints![turn]);
    service.get("/turn/panic-a").await.problem(500, "internal");
    service.get("/turn/panic-b").await.problem(500, "internal");

    let mut late = service.connect().await;
    late.write(&Request::get("/turn/late").to_bytes()).await;
    until_ran("late", 1).await;
    service.clock.until_asleep(1).await;
    service.clock.advance(Duration::from_secs(5));
    late.answer(false).await.problem(504, "deadline_exceeded");
    service.get("/turn/panic-c").await.problem(500, "internal");
}

#[endpoint(get = "/thing/{id}", cache = "ttl:60 shared")]
async fn thing(id: Path<String>) -> String {
    run(&id).to_string()
}

#[derive(Debug, ApiError)]
enum Refused {
    #[api(status = 409, code = "locked")]
    Locked,
}

#[endpoint(put = "/thing/{id}", idempotent = "optional")]
async fn put_thing(id: Path<String>, body: String) -> Result<String, Refused> {
    match body.as_str() {
        "locked" => Err(Refused::Locked),
        _ => Ok(id.into_inner()),
    }
}

#[tokio::test]
async fn an_unsafe_success_invalidates_its_own_path() {
    let service = Service::of(endpoints![thing, put_thing]);
    for id in ["own", "another"] {
        service.get(&format!("/thing/{id}")).await;
    }
    let put = |body: &str| Request::new("PUT", "/thing/own").body(body);
    service.send(put("locked")).await.problem(409, "locked");
    assert_eq!(
        service.get("/thing/own").await.body,
        b"1",
        "nothing was changed"
    );
    assert_eq!(service.send(put("new")).await.status, 200);
    assert_eq!(service.get("/thing/own").await.body, b"2");
    assert_eq!(service.get("/thing/another").await.body, b"1");
}

#[endpoint(
    get = "/mine",
    rate = "3/min per:principal",
    cache = "ttl:60 vary:principal"
)]
async fn mine(context: RequestContext) -> String {
    let who = context
        .principal()
        .map_or("nobody", Principal::id)
        .to_owned();
    format!("{who} {}", run(&format!("mine {who}")))
}

#[endpoint(post = "/mine", idempotent)]
async fn make(context: RequestContext) -> String {
    let who = context
        .principal()
        .map_or("nobody", Principal::id)
        .to_owned();
    format!("{who} {}", run(&format!("made {who}")))
}

/// Believes whoever says who they are, as no service should.
async fn believe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let who = request
        .headers()
        .get("x-who")
        .and_then(|who| who.to_str().ok());
    if let Some(principal) = who.map(Principal::new) {
        request.extensions_mut().insert(principal);
    }
    next.call(request).await
}

fn with_principals() -> Service {
    Service::with(
        endpoints![],
        |builder| builder,
        |config| {
            let scope = web::scope("/as").wrap(from_fn(believe));
            config.service(scope.service(mine).service(make));
        },
    )
}

#[tokio::test]
async fn principals_share_neither_answers_nor_limits_nor_keys() {
    let service = with_principals();
    let get = |who: &str| Request::get("/as/mine").header("x-who", who);
    for (who, body) in [("ada", "ada 1"), ("bob", "bob 1"), ("ada", "ada 1")] {
        let answer = service.send(get(who)).await;
        assert_eq!(answer.body, body.as_bytes());
        assert_eq!(answer.header("cache-control"), Some("private, max-age=60"));
    }
    assert_eq!(service.send(get("ada")).await.status, 200);
    service.send(get("ada")).await.problem(429, "rate_limited");
    assert_eq!(service.send(get("bob")).await.status, 200);

    let post = |who: &str| {
        Request::post("/as/mine")
            .header("x-who", who)
            .header("idempotency-key", "one")
    };
    for (who, replayed) in [("ada", None), ("bob", None), ("ada", Some("true"))] {
        let answer = service.send(post(who)).await;
        assert_eq!(answer.body, format!("{who} 1").as_bytes());
        assert_eq!(answer.header("idempotency-replayed"), replayed);
    }
}

#[endpoint(query = "/thing/{id}")]
async fn query_thing(id: Path<String>) -> String {
    id.into_inner()
}

#[tokio::test]
async fn a_safe_method_invalidates_nothing() {
    let service = Service::of(endpoints![thing, query_thing]);
    service.get("/thing/asked").await;
    let query = Request::new("QUERY", "/thing/asked");
    assert_eq!(service.send(query).await.status, 200);
    assert_eq!(service.get("/thing/asked").await.body, b"1");
}
