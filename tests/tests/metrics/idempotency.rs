//! Idempotency counts what becomes of each request.

use actix_web::HttpResponse;
use hardpoint::Store;
use hardpoint::prelude::*;
use hardpoint::store::{ClaimOutcome, IdempotencyStore, Lease, StoreError};
use hardpoint_tests::Request;
use tokio::sync::Semaphore;

use crate::world::{before, page, service};

const KEYS: &str = "hardpoint_idempotency_requests_total";

#[endpoint(post = "/once", idempotent, body = "1KiB")]
async fn once(body: String) -> HttpResponse {
    match body.as_str() {
        "large" => HttpResponse::Ok().body("x".repeat(2 << 20)),
        _ => HttpResponse::Ok().body(body),
    }
}

#[endpoint(post = "/held-once", idempotent)]
async fn held_once() -> &'static str {
    HELD_ONCE.acquire().await.expect("never closed").forget();
    "ok"
}

static HELD_ONCE: Semaphore = Semaphore::const_new(0);

fn keyed(target: &str, key: &str, body: &str) -> Request {
    let request = Request::post(target).header("idempotency-key", key);
    match body {
        "" => request,
        body => request.header("content-type", "text/plain").body(body),
    }
}

#[tokio::test]
async fn idempotency_counts_what_becomes_of_each_request() {
    let service = service(endpoints![once, held_once], |builder| builder);
    let of = async |endpoint, outcome| {
        before(KEYS, &[("endpoint", endpoint), ("outcome", outcome)]).await
    };
    let mut moves = Vec::new();
    for (endpoint, outcome, by) in [
        ("once", "claimed", 2.0),
        ("once", "replayed", 2.0),
        ("once", "mismatch", 1.0),
        ("once", "unknown", 1.0),
        ("once", "missing", 1.0),
        ("once", "invalid", 1.0),
        ("once", "in_flight", 0.0),
        ("held_once", "claimed", 1.0),
        ("held_once", "in_flight", 1.0),
        ("held_once", "replayed", 0.0),
    ] {
        moves.push((of(endpoint, outcome).await, by));
    }
    for (key, body, status) in [
        ("a", "one", 200),
        ("a", "one", 200),
        ("a", "one", 200),
        ("a", "other", 422),
        ("b", "large", 200),
        ("b", "large", 409),
        ("a b", "one", 400),
    ] {
        let answer = service.send(keyed("/once", key, body)).await;
        assert_eq!(answer.status, status, "{key} {body}");
    }
    let without = Request::post("/once").header("content-type", "text/plain");
    assert_eq!(service.send(without.body("one")).await.status, 400);

    let mut running = service.connect().await;
    let claimed = of("held_once", "claimed").await;
    assert!(
        running
            .write(&keyed("/held-once", "h", "").to_bytes())
            .await
    );
    claimed.until(1.0).await;
    let second = service.send(keyed("/held-once", "h", "")).await;
    second.problem(409, "request_in_flight");
    HELD_ONCE.add_permits(1);
    assert_eq!(running.answer(false).await.status, 200);

    for (series, by) in moves {
        assert_eq!(series.moved().await, by, "{series:?}");
    }
}

#[endpoint(post = "/full", idempotent)]
async fn full() -> &'static str {
    "ok"
}

#[tokio::test]
async fn idempotency_counts_requests_for_which_there_is_no_room() {
    let service = service(endpoints![full], |builder| {
        builder.idempotency_keys(1, 1 << 20)
    });
    let counted = before(KEYS, &[("endpoint", "full"), ("outcome", "full")]).await;
    service.send(keyed("/full", "a", "")).await;
    let second = service.send(keyed("/full", "b", "")).await;
    second.problem(503, "idempotency_unavailable");
    assert_eq!(counted.moved().await, 1.0);
}

/// A store that is never there.
#[derive(Debug, Clone)]
struct Away;

impl IdempotencyStore for Away {
    async fn claim(&self, _: &Lease) -> Result<ClaimOutcome, StoreError> {
        Err(StoreError::new("away"))
    }

    async fn renew(&self, _: &Lease) -> Result<bool, StoreError> {
        Err(StoreError::new("away"))
    }

    async fn complete(&self, _: &Lease, _: Option<&[u8]>) -> Result<bool, StoreError> {
        Err(StoreError::new("away"))
    }

    async fn release(&self, _: &Lease) -> Result<bool, StoreError> {
        Err(StoreError::new("away"))
    }
}

#[endpoint(post = "/away", idempotent)]
async fn away() -> &'static str {
    "ok"
}

#[tokio::test]
async fn idempotency_counts_requests_while_the_store_is_away() {
    let service = service(endpoints![away], |builder| {
        builder.store(Store::memory().idempotency(Away))
    });
    let labels = [("endpoint", "away"), ("outcome", "store_away")];
    let counted = before(KEYS, &labels).await;
    for _ in 0..3 {
        assert_eq!(service.send(keyed("/away", "a", "")).await.status, 503);
    }
    assert_eq!(counted.moved().await, 3.0);
    let page = page().await;
    let is_away = page.value("hardpoint_store_away", &[("store", "idempotency")]);
    assert_eq!(is_away, Some(1.0));
    let store = [("store", "idempotency")];
    assert!(page.sum("hardpoint_store_calls_total", &store) >= 3.0);
}
