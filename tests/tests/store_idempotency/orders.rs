//! The service of these tests: what it does, how often it has done it, and how it is asked.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::SET_COOKIE;
use hardpoint::auth::AuthError;
use hardpoint::prelude::*;
use hardpoint::{Authenticator, Clock, Principal, Store};
use hardpoint_tests::{Answer, Request, Service};
use parking_lot::Mutex;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::place::Place;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
/// How long a test waits for what must come, before it fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(30);

static RUNS: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);
static GATES: LazyLock<Mutex<HashMap<String, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);

/// How often an order for that was executed, by whichever instance in this process.
pub(crate) fn runs(sku: &str) -> u32 {
    RUNS.lock().get(sku).copied().unwrap_or_default()
}

/// What an order for something `slow` waits at.
pub(crate) fn gate(sku: &str) -> Arc<Semaphore> {
    let mut gates = GATES.lock();
    let gate = gates.entry(sku.to_owned());
    Arc::clone(gate.or_insert_with(|| Arc::new(Semaphore::new(0))))
}

/// A name that no other test has, which begins so.
pub(crate) fn sku(kind: &str) -> String {
    format!("{kind}-{}", uuid::Uuid::now_v7())
}

#[derive(ApiRequest)]
pub(crate) struct Order {
    #[garde(length(min = 1, max = 64))]
    sku: String,
}

async fn execute(order: Order) -> Result<HttpResponse, OrderError> {
    let sku = order.sku;
    let count = {
        let mut runs = RUNS.lock();
        let count = runs.entry(sku.clone()).or_default();
        *count += 1;
        *count
    };
    let kind = sku.split('-').next().unwrap_or_default();
    if kind.starts_with("slow") {
        gate(&sku).acquire().await.expect("never closed").forget();
    }
    match kind {
        "fail" => return Err(OrderError::Internal),
        "final" => return Err(OrderError::Final),
        "boom" | "slowboom" => panic!("boom"),
        "large" => return Ok(HttpResponse::Ok().body("x".repeat(1024 * 1024 + 1))),
        _ => {}
    }
    Ok(HttpResponse::Created()
        .insert_header((SET_COOKIE, "session=1"))
        .insert_header(("x-order", count.to_string()))
        .json(json!({ "order": uuid::Uuid::now_v7(), "sku": sku })))
}

#[derive(Debug, ApiError)]
pub(crate) enum OrderError {
    #[api(status = 409, code = "out_of_stock", message = "none left", final)]
    Final,
    #[api(internal)]
    Internal,
}

#[endpoint(post = "/orders", idempotent, timeout = "5s")]
async fn place(order: Order) -> Result<HttpResponse, OrderError> {
    execute(order).await
}

#[endpoint(post = "/rerun", idempotent = "rerun-safe", timeout = "5s")]
async fn rerun(order: Order) -> Result<HttpResponse, OrderError> {
    execute(order).await
}

#[endpoint(post = "/brief", idempotent = "ttl:1s", timeout = "100ms")]
async fn brief(order: Order) -> Result<HttpResponse, OrderError> {
    execute(order).await
}

#[endpoint(post = "/free", timeout = "5s")]
async fn free(order: Order) -> Result<HttpResponse, OrderError> {
    execute(order).await
}

#[endpoint(post = "/mine", auth, idempotent, timeout = "5s")]
async fn mine(order: Order) -> Result<HttpResponse, OrderError> {
    execute(order).await
}

/// Believes whatever `x-user` says.
struct Gullible;

impl Authenticator for Gullible {
    async fn authenticate(
        &self,
        request: &actix_web::HttpRequest,
    ) -> Result<Option<Principal>, AuthError> {
        let user = request.headers().get("x-user");
        Ok(user.and_then(|user| Some(Principal::new(user.to_str().ok()?))))
    }
}

/// An instance with this store.
pub(crate) fn instance_with(store: Store) -> Service {
    Service::with(
        endpoints![place, rerun, brief, free, mine],
        |builder| builder.store(store).authenticator(Gullible),
        |_| {},
    )
}

/// An instance with a budget that a busy machine keeps: for what is not about outages.
pub(crate) async fn instance(at: &Place) -> Service {
    instance_with(at.store().await.idempotency_budget(20 * SECOND))
}

/// One with a budget that is over soon.
pub(crate) async fn impatient(at: &Place) -> Service {
    instance_with(at.store().await.idempotency_budget(SECOND / 2))
}

pub(crate) fn order_at(path: &str, key: &str, sku: &str) -> Request {
    Request::post(path)
        .header("idempotency-key", key)
        .json(&json!({ "sku": sku }))
}

pub(crate) fn order(key: &str, sku: &str) -> Request {
    order_at("/orders", key, sku)
}

/// Whether it is an answer from before.
pub(crate) fn is_replay(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

/// Asserts that one is the other, as it was before.
pub(crate) fn same(replay: &Answer, first: &Answer) {
    assert!(is_replay(replay), "{replay:?}");
    assert_eq!(
        (replay.status, &replay.body, replay.header("x-order")),
        (first.status, &first.body, first.header("x-order"))
    );
    assert_eq!(replay.header("content-type"), first.header("content-type"));
}

/// Sends it again and again until the answer is as it should be.
pub(crate) async fn until(
    service: &Service,
    request: &Request,
    is_it: impl Fn(&Answer) -> bool,
) -> Answer {
    in_time(async {
        loop {
            let answer = service.send(request.clone()).await;
            if is_it(&answer) {
                return answer;
            }
            assert!([409, 503].contains(&answer.status), "{answer:?}");
            // Whoever is asked without a pause has no time for anything else.
            Clock::system().sleep(SECOND / 50).await;
        }
    })
    .await
}

/// Waits until so many have begun.
pub(crate) async fn until_runs(sku: &str, count: u32) {
    in_time(async {
        while runs(sku) < count {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

pub(crate) async fn in_time<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(PATIENCE, work).await.expect("in time")
}
