//! Cached answers, as clients see them.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, SET_COOKIE, VARY};
use actix_web::web::Path;
use hardpoint::Builder;
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

#[derive(ApiRequest)]
#[api(query)]
struct Named {
    #[garde(length(max = 64))]
    name: String,
    #[api(default)]
    #[garde(skip)]
    page: u32,
}

#[endpoint(
    get = "/plain",
    cache = "ttl:60 stale:30 tags:all,name-{name} invalidated-by:code"
)]
async fn plain(named: Named) -> String {
    format!("{} {} {}", named.name, named.page, run(&named.name))
}

#[endpoint(post = "/forget/{name}", invalidates = "name-{name}")]
async fn forget(_name: Path<String>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[endpoint(post = "/forget-and-fail/{name}", invalidates = "name-{name}")]
async fn forget_and_fail(_name: Path<String>) -> HttpResponse {
    HttpResponse::Conflict().finish()
}

#[endpoint(get = "/said/{how}", cache = "ttl:60 vary:accept-language")]
async fn said(how: Path<String>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    match how.as_str() {
        "no-store" | "private" | "max-age=5" | "s-maxage=90, max-age=5" => {
            response.insert_header((CACHE_CONTROL, how.as_str()));
        }
        "cookie" => {
            response.insert_header((SET_COOKIE, "a=b"));
        }
        "vary-star" => {
            response.insert_header((VARY, "*"));
        }
        "missing" => return HttpResponse::NotFound().finish(),
        "failing" => return HttpResponse::InternalServerError().finish(),
        _ => {}
    }
    response.body(run(&format!("said {how}")).to_string())
}

#[endpoint(get = "/shared/{name}", cache = "ttl:60 shared")]
async fn shared(name: Path<String>) -> String {
    run(&name).to_string()
}

#[endpoint(get = "/own/{name}", cache = "ttl:60 vary:principal")]
async fn own(name: Path<String>, context: RequestContext) -> String {
    let who = context.principal().map_or("nobody", Principal::id);
    format!("{who} {}", run(&name))
}

/// Opened by the tests, one permit for each run that may go on.
static GATES: LazyLock<Mutex<HashMap<String, &'static Semaphore>>> = LazyLock::new(Mutex::default);
static STARTED: AtomicU32 = AtomicU32::new(0);

fn gate(name: &str) -> &'static Semaphore {
    GATES
        .lock()
        .entry(name.to_owned())
        .or_insert_with(|| Box::leak(Box::new(Semaphore::new(0))))
}

#[endpoint(
    get = "/slow/{name}",
    timeout = "5s",
    cache = "ttl:60 stale:30 tags:name-{name}"
)]
async fn slow(name: Path<String>) -> HttpResponse {
    let count = run(&name);
    STARTED.fetch_add(1, Ordering::SeqCst);
    gate(&name).acquire().await.expect("never closed").forget();
    if name.starts_with("panic") {
        panic!("in a flight");
    }
    HttpResponse::Ok().body(count.to_string())
}

fn service() -> Service {
    let endpoints = endpoints![plain, forget, forget_and_fail, said, shared, own, slow];
    let by_middleware = |builder: Builder| builder.authenticated_by_middleware("Bearer");
    Service::with(endpoints, by_middleware, |_| {})
}

fn status_of(answer: &Answer) -> &str {
    answer.header("cache-status").unwrap_or("none")
}

#[tokio::test]
async fn an_answer_is_made_once_and_then_served_until_its_ttl() {
    let service = service();
    let first = service.get("/plain?name=once").await;
    assert_eq!(
        (&first.body[..], status_of(&first)),
        (&b"once 0 1"[..], "hardpoint; fwd=uri-miss; stored")
    );
    let second = service.get("/plain?name=once").await;
    assert_eq!(second.body, first.body);
    assert!(
        status_of(&second).starts_with("hardpoint; hit; ttl="),
        "{}",
        status_of(&second)
    );
    assert_eq!(second.header("etag"), first.header("etag"));
    assert_eq!(second.header("age"), Some("0"));
    service.clock.advance(Duration::from_secs(10));
    assert_eq!(
        service.get("/plain?name=once").await.header("age"),
        Some("10")
    );
}

#[tokio::test]
async fn the_order_of_the_query_is_no_difference_and_its_values_are() {
    let service = service();
    service.get("/plain?name=order&page=1").await;
    assert_eq!(
        service.get("/plain?page=1&name=order").await.body,
        b"order 1 1"
    );
    assert_eq!(
        service.get("/plain?page=2&name=order").await.body,
        b"order 2 2"
    );
}

#[tokio::test]
async fn unknown_query_fields_cannot_bust_the_cache() {
    let service = service();
    service.get("/plain?name=bust").await;
    assert_eq!(service.get("/plain?name=bust&x=1").await.status, 422);
    service.get("/shared/bust-shared").await;
    assert_eq!(service.get("/shared/bust-shared?x=1").await.status, 422);
}

#[tokio::test]
async fn the_client_cannot_bypass() {
    let service = service();
    service.get("/plain?name=bypass").await;
    for (name, value) in [
        ("cache-control", "no-cache"),
        ("authorization", "junk"),
        ("pragma", "no-cache"),
    ] {
        let answer = service
            .send(Request::get("/plain?name=bypass").header(name, value))
            .await;
        assert_eq!(answer.body, b"bypass 0 1", "{name}");
    }
}

#[tokio::test]
async fn stale_is_served_once_more_while_it_is_renewed() {
    let service = service();
    service.get("/plain?name=stale").await;
    // Past the TTL whatever its jitter, and within `stale`.
    service.clock.advance(Duration::from_secs(70));
    let stale = service.get("/plain?name=stale").await;
    assert_eq!(stale.body, b"stale 0 1");
    assert!(status_of(&stale).contains("ttl=-"), "{}", status_of(&stale));
    while runs("stale") < 2 {
        tokio::task::yield_now().await;
    }
    while service.get("/plain?name=stale").await.body != b"stale 0 2" {}
    assert_eq!(runs("stale"), 2);
}

#[tokio::test]
async fn an_invalidation_takes_effect_before_it_is_answered() {
    let service = service();
    for name in ["gone", "kept"] {
        service.get(&format!("/plain?name={name}")).await;
    }
    assert_eq!(
        service.send(Request::post("/forget/gone")).await.status,
        204
    );
    assert_eq!(service.get("/plain?name=gone").await.body, b"gone 0 2");
    assert_eq!(service.get("/plain?name=kept").await.body, b"kept 0 1");
    service.hardpoint.invalidate("all");
    assert_eq!(service.get("/plain?name=kept").await.body, b"kept 0 2");
}

#[tokio::test]
async fn a_failure_invalidates_nothing() {
    let service = service();
    service.get("/plain?name=failed").await;
    assert_eq!(
        service
            .send(Request::post("/forget-and-fail/failed"))
            .await
            .status,
        409
    );
    assert_eq!(service.get("/plain?name=failed").await.body, b"failed 0 1");
}

#[tokio::test]
async fn the_handlers_own_headers_are_obeyed() {
    let service = service();
    for how in [
        "no-store",
        "private",
        "cookie",
        "vary-star",
        "missing",
        "failing",
    ] {
        service.get(&format!("/said/{how}")).await;
        let second = service.get(&format!("/said/{how}")).await;
        assert!(!status_of(&second).contains("hit"), "{how}: {second:?}");
    }
    service.get("/said/max-age=5").await;
    assert_eq!(service.get("/said/max-age=5").await.body, b"1");
    service.clock.advance(Duration::from_secs(6));
    assert_eq!(service.get("/said/max-age=5").await.body, b"2");
}

#[tokio::test]
async fn a_listed_header_keeps_answers_apart() {
    let service = service();
    let in_language =
        |language: &str| Request::get("/said/language").header("accept-language", language);
    assert_eq!(service.send(in_language("de")).await.body, b"1");
    assert_eq!(service.send(in_language("en")).await.body, b"2");
    let again = service.send(in_language("de")).await;
    assert_eq!(again.body, b"1");
    assert_eq!(
        again.header("vary").map(str::to_lowercase),
        Some("accept-language".to_owned())
    );
}

#[tokio::test]
async fn a_known_etag_is_answered_304() {
    let service = service();
    let first = service.get("/shared/etag").await;
    let etag = first.header("etag").expect("an etag").to_owned();
    assert!(etag.starts_with("W/\""), "{etag}");
    for sent in [etag.as_str(), "*", &format!("\"other\", {}", &etag[2..])] {
        let answer = service
            .send(Request::get("/shared/etag").header("if-none-match", sent))
            .await;
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{sent}");
        assert_eq!(answer.header("etag"), Some(&*etag));
        assert!(answer.header("cache-control").is_some());
    }
    let other = service
        .send(Request::get("/shared/etag").header("if-none-match", "\"other\""))
        .await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn the_scope_is_told_to_other_caches() {
    let service = service();
    assert_eq!(
        service.get("/shared/scope").await.header("cache-control"),
        Some("public, max-age=60")
    );
    assert_eq!(
        service
            .get("/plain?name=scope")
            .await
            .header("cache-control"),
        Some("max-age=60")
    );
    assert_eq!(
        service.get("/own/scope").await.header("cache-control"),
        Some("private, max-age=60")
    );
}

#[tokio::test]
async fn head_is_answered_from_a_stored_get() {
    let service = service();
    service.get("/shared/head").await;
    let head = service.send(Request::new("HEAD", "/shared/head")).await;
    assert!(status_of(&head).starts_with("hardpoint; hit"), "{head:?}");
    assert_eq!(
        (head.header("content-length"), runs("head")),
        (Some("1"), 1)
    );
}

/// Starts `count` clients on one key and waits until the first of them runs.
async fn crowd(service: &Service, name: &str, count: usize) -> Vec<hardpoint_tests::Connection> {
    let mut connections = Vec::new();
    for _ in 0..count {
        let mut connection = service.connect().await;
        connection
            .write(&Request::get(&format!("/slow/{name}")).to_bytes())
            .await;
        connections.push(connection);
    }
    while runs(name) == 0 {
        tokio::task::yield_now().await;
    }
    connections
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_clients_on_one_cold_key_make_one_run() {
    let service = service();
    let clients = crowd(&service, "crowd", 1_000).await;
    // Every one of them sleeps on its own deadline once it waits.
    service.clock.until_asleep(1_000).await;
    gate("crowd").add_permits(1);
    let mut collapsed = 0;
    for mut client in clients {
        let answer = client.answer(false).await;
        assert_eq!((answer.status, &answer.body[..]), (200, &b"1"[..]));
        collapsed += usize::from(status_of(&answer).contains("collapsed"));
    }
    assert_eq!((runs("crowd"), collapsed), (1, 999));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_flight_is_shared_with_those_who_wait_and_poisons_nothing() {
    let service = service();
    let clients = crowd(&service, "panic", 10).await;
    service.clock.until_asleep(10).await;
    gate("panic").add_permits(1);
    for mut client in clients {
        client.answer(false).await.problem(500, "internal");
    }
    assert_eq!(runs("panic"), 1);
    gate("panic").add_permits(1);
    service.get("/slow/panic").await.problem(500, "internal");
    assert_eq!(runs("panic"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_client_may_leave_and_the_others_are_served() {
    let service = service();
    let mut clients = crowd(&service, "leaver", 1).await;
    let others = crowd(&service, "leaver", 5).await;
    service.clock.until_asleep(6).await;
    drop(clients.remove(0));
    gate("leaver").add_permits(1);
    for mut client in others {
        assert_eq!(client.answer(false).await.body, b"1");
    }
    assert_eq!(runs("leaver"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_client_may_run_out_of_time_and_the_others_are_served() {
    let service = service();
    let mut first = crowd(&service, "late", 1).await;
    service.clock.until_asleep(1).await;
    service.clock.advance(Duration::from_secs(3));
    let others = crowd(&service, "late", 5).await;
    service.clock.until_asleep(6).await;
    service.clock.advance(Duration::from_secs(2));
    first
        .remove(0)
        .answer(false)
        .await
        .problem(504, "deadline_exceeded");
    gate("late").add_permits(1);
    for mut client in others {
        assert_eq!(client.answer(false).await.body, b"1");
    }
    assert_eq!(runs("late"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_invalidated_during_its_making_is_not_served_afterwards() {
    let service = service();
    let mut early = crowd(&service, "fill", 1).await;
    service.clock.until_asleep(1).await;
    service.hardpoint.invalidate("name-fill");

    let mut late = service.connect().await;
    late.write(&Request::get("/slow/fill").to_bytes()).await;
    while runs("fill") < 2 {
        tokio::task::yield_now().await;
    }
    gate("fill").add_permits(2);
    assert_eq!(
        early.remove(0).answer(false).await.body,
        b"1",
        "it asked before"
    );
    assert_eq!(late.answer(false).await.body, b"2");
    assert_eq!(service.get("/slow/fill").await.body, b"2");
}

#[derive(ApiRequest)]
struct ForTenant {
    #[api(header = "x-tenant")]
    #[garde(length(max = 32))]
    tenant: String,
}

#[endpoint(get = "/tenants", cache = "ttl:60")]
async fn tenants(request: ForTenant) -> String {
    format!("{} {}", request.tenant, run("tenants"))
}

#[tokio::test]
async fn a_header_that_the_handler_reads_keeps_answers_apart_listed_or_not() {
    let service = Service::of(endpoints![tenants]);
    let of = |tenant: &str| Request::get("/tenants").header("x-tenant", tenant);
    assert_eq!(service.send(of("acme")).await.body, b"acme 1");
    assert_eq!(service.send(of("zeta")).await.body, b"zeta 2");
    let again = service.send(of("acme")).await;
    assert_eq!(
        (&again.body[..], again.header("vary")),
        (&b"acme 1"[..], Some("x-tenant"))
    );
}
