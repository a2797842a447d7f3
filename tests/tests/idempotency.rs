//! Idempotency keys, as clients see them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::SET_COOKIE;
use hardpoint::prelude::*;
use hardpoint_tests::{Request, Service};
use parking_lot::Mutex;
use serde_json::json;
use tokio::sync::{Barrier, Semaphore};

static RUNS: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);
static GATE: Semaphore = Semaphore::const_new(0);

fn runs(sku: &str) -> u32 {
    RUNS.lock().get(sku).copied().unwrap_or_default()
}

#[derive(ApiRequest)]
struct Order {
    #[garde(length(min = 1, max = 64))]
    sku: String,
}

#[derive(Debug, ApiError)]
enum OrderError {
    #[api(status = 409, code = "out_of_stock", message = "none left", final)]
    Final,
    #[api(
        status = 409,
        code = "busy",
        message = "somebody was faster",
        not_final
    )]
    NotFinal,
    #[api(internal)]
    Internal,
}

#[endpoint(post = "/orders", idempotent, timeout = "5s")]
async fn place(order: Order) -> Result<HttpResponse, OrderError> {
    let count = {
        let mut runs = RUNS.lock();
        let count = runs.entry(order.sku.clone()).or_default();
        *count += 1;
        *count
    };
    match order.sku.split('-').next() {
        Some("final") => return Err(OrderError::Final),
        Some("busy") => return Err(OrderError::NotFinal),
        Some("fail") => return Err(OrderError::Internal),
        Some("boom") => panic!("boom"),
        Some("slow") => GATE.acquire().await.expect("never closed").forget(),
        _ => {}
    }
    Ok(HttpResponse::Created()
        .insert_header((SET_COOKIE, "session=1"))
        .insert_header(("x-order", count.to_string()))
        .json(json!({ "order": count, "sku": order.sku })))
}

#[endpoint(post = "/optional", idempotent = "optional ttl:1h")]
async fn optional(order: Order) -> String {
    let mut runs = RUNS.lock();
    let count = runs.entry(order.sku).or_default();
    *count += 1;
    count.to_string()
}

fn service() -> Service {
    Service::of(endpoints![place, optional])
}

fn keyed(key: &str, sku: &str) -> Request {
    Request::post("/orders")
        .header("idempotency-key", key)
        .json(&json!({ "sku": sku }))
}

#[tokio::test]
async fn a_replay_is_the_same_answer_byte_for_byte() {
    let service = service();
    let first = service.send(keyed("k", "replay")).await;
    assert_eq!(
        (first.status, first.header("idempotency-replayed")),
        (201, None)
    );
    let second = service.send(keyed("k", "replay")).await;
    assert_eq!(
        (second.status, second.header("idempotency-replayed")),
        (201, Some("true"))
    );
    assert_eq!(
        (&second.body, second.header("x-order")),
        (&first.body, Some("1"))
    );
    assert_eq!(second.header("set-cookie"), None);
    assert_ne!(second.header("x-request-id"), first.header("x-request-id"));
    assert_eq!(runs("replay"), 1);
}

#[tokio::test]
async fn a_key_is_the_same_in_quotes_and_bare() {
    let service = service();
    service.send(keyed("abc", "quoted")).await;
    let again = service.send(keyed("\"abc\"", "quoted")).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
}

#[tokio::test]
async fn a_missing_or_broken_key_is_400() {
    let service = service();
    let missing = Request::post("/orders").json(&json!({ "sku": "none" }));
    service
        .send(missing.clone())
        .await
        .problem(400, "idempotency_key_missing");
    let long = "x".repeat(256);
    for key in ["", "\"open", "two words", &long, "\u{e9}"] {
        let answer = service.send(keyed(key, "none")).await;
        answer.problem(400, "idempotency_key_invalid");
    }
    let twice = missing
        .header("idempotency-key", "a")
        .header("idempotency-key", "b");
    service
        .send(twice)
        .await
        .problem(400, "idempotency_key_invalid");
    assert_eq!(runs("none"), 0);
}

#[tokio::test]
async fn an_optional_key_may_be_left_out() {
    let service = service();
    let bare = Request::post("/optional").json(&json!({ "sku": "optional" }));
    assert_eq!(service.send(bare.clone()).await.body, b"1");
    assert_eq!(service.send(bare.clone()).await.body, b"2");
    let keyed = bare.header("idempotency-key", "k");
    assert_eq!(service.send(keyed.clone()).await.body, b"3");
    assert_eq!(service.send(keyed).await.body, b"3");
}

#[tokio::test]
async fn the_same_key_for_another_request_is_422() {
    let service = service();
    service.send(keyed("k", "first")).await;
    service
        .send(keyed("k", "second"))
        .await
        .problem(422, "idempotency_key_reused");
    assert_eq!(runs("second"), 0);
}

#[tokio::test]
async fn validation_comes_first_and_is_never_stored() {
    let service = service();
    service
        .send(keyed("k", ""))
        .await
        .problem(422, "validation_failed");
    assert_eq!(service.send(keyed("k", "valid")).await.status, 201);
}

#[tokio::test]
async fn a_final_refusal_is_stored_and_any_other_failure_frees_the_key() {
    let service = service();
    let first = service.send(keyed("a", "final")).await;
    first.problem(409, "out_of_stock");
    let again = service.send(keyed("a", "final")).await;
    assert_eq!((again.status, &again.body), (409, &first.body));
    assert_eq!(
        (again.header("idempotency-replayed"), runs("final")),
        (Some("true"), 1)
    );

    for (key, sku, status) in [("b", "busy", 409), ("c", "fail", 500), ("d", "boom", 500)] {
        for count in 1..=2 {
            let answer = service.send(keyed(key, sku)).await;
            assert_eq!(
                (answer.status, answer.header("idempotency-replayed")),
                (status, None)
            );
            assert_eq!(runs(sku), count);
        }
    }
}

#[tokio::test]
async fn an_answer_is_kept_for_its_ttl() {
    let service = service();
    service.send(keyed("k", "ttl")).await;
    service.clock.advance(Duration::from_secs(24 * 3600 - 1));
    assert_eq!(
        service
            .send(keyed("k", "ttl"))
            .await
            .header("idempotency-replayed"),
        Some("true")
    );
    service.clock.advance(Duration::from_secs(2));
    assert_eq!(
        service
            .send(keyed("k", "ttl"))
            .await
            .header("idempotency-replayed"),
        None
    );
    assert_eq!(runs("ttl"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_clients_with_one_key_one_runs() {
    let service = Arc::new(service());
    let barrier = Arc::new(Barrier::new(64));
    let clients = (0..64).map(|_| {
        let (service, barrier) = (Arc::clone(&service), Arc::clone(&barrier));
        tokio::spawn(async move {
            let mut connection = service.connect().await;
            barrier.wait().await;
            connection.send(keyed("one", "sixty-four")).await
        })
    });
    let mut created = Vec::new();
    let mut fresh = 0;
    for client in clients.collect::<Vec<_>>() {
        let answer = client.await.expect("a client");
        if answer.status == 201 {
            fresh += u32::from(answer.header("idempotency-replayed").is_none());
            created.push(answer.body);
        } else {
            answer.problem(409, "request_in_flight");
            assert_eq!(answer.header("retry-after"), Some("1"));
        }
    }
    assert_eq!((runs("sixty-four"), fresh), (1, 1));
    assert!(created.iter().all(|body| *body == created[0]));
    assert_eq!(
        service.send(keyed("one", "sixty-four")).await.body,
        created[0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_half_way_changes_nothing() {
    let service = service();
    let mut leaver = service.connect().await;
    leaver.write(&keyed("gone", "slow").to_bytes()).await;
    while runs("slow") == 0 {
        tokio::task::yield_now().await;
    }
    drop(leaver);
    service
        .send(keyed("gone", "slow"))
        .await
        .problem(409, "request_in_flight");
    GATE.add_permits(1);
    let replay = loop {
        let answer = service.send(keyed("gone", "slow")).await;
        if answer.status == 201 {
            break answer;
        }
    };
    assert_eq!(
        (replay.header("idempotency-replayed"), runs("slow")),
        (Some("true"), 1)
    );
}

#[tokio::test]
async fn when_the_store_is_full_new_keys_are_refused_and_nothing_is_forgotten() {
    let small = |builder: hardpoint::Builder| builder.idempotency_keys(1, 1 << 20);
    let service = Service::with(endpoints![place], small, |_| {});
    // The bound is kept per shard, so some keys fit and, before long, some do not.
    let mut kept = Vec::new();
    let refused = loop {
        let key = format!("key-{}", kept.len());
        let answer = service.send(keyed(&key, "full")).await;
        if answer.status != 201 {
            break answer;
        }
        kept.push((key, answer.body));
    };
    refused.problem(503, "idempotency_unavailable");
    assert_eq!(refused.header("retry-after"), Some("1"));
    for (key, body) in kept {
        assert_eq!(service.send(keyed(&key, "full")).await.body, body);
    }
}
