//! Clients that mean harm: what they send, how slowly, when they leave, and what all others see.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Payload;
use hardpoint::prelude::*;
use hardpoint_tests::{Answer, Connection, Request, Service};
use parking_lot::Mutex;
use serde_json::json;
use tokio::sync::{Barrier, Notify, Semaphore};

#[derive(ApiRequest)]
struct Order {
    #[garde(length(min = 1, max = 64))]
    sku: String,
}

#[derive(Debug, ApiError)]
enum OrderError {
    #[api(internal)]
    Broken,
}

static RUNS: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);
static GATE: Semaphore = Semaphore::const_new(0);

fn runs(sku: &str) -> u32 {
    RUNS.lock().get(sku).copied().unwrap_or_default()
}

#[endpoint(post = "/orders", idempotent, timeout = "30s")]
async fn place(order: Order) -> Result<HttpResponse, OrderError> {
    let count = {
        let mut runs = RUNS.lock();
        let count = runs.entry(order.sku.clone()).or_default();
        *count += 1;
        *count
    };
    match order.sku.as_str() {
        "broken" => return Err(OrderError::Broken),
        "gated" => GATE.acquire().await.expect("never closed").forget(),
        _ => {}
    }
    Ok(HttpResponse::Created().json(json!({ "order": count })))
}

static HANGS: Notify = Notify::const_new();
static LET_GO: AtomicBool = AtomicBool::new(false);

/// Says when it is dropped.
struct Held;

impl Drop for Held {
    fn drop(&mut self) {
        LET_GO.store(true, Ordering::SeqCst);
    }
}

#[endpoint(post = "/hang", cache = "ttl:60", idempotent, timeout = "5s")]
async fn hang(_order: Order) -> HttpResponse {
    let held = Held;
    HANGS.notify_one();
    std::future::pending::<()>().await;
    drop(held);
    HttpResponse::Ok().finish()
}

/// What `/value` gives, until `/change` changes it.
static VALUE: AtomicU64 = AtomicU64::new(0);

#[endpoint(get = "/value", cache = "ttl:60 stale:60 shared tags:value")]
async fn value() -> String {
    let value = VALUE.load(Ordering::SeqCst);
    // So that a change may come between reading and answering.
    tokio::task::yield_now().await;
    value.to_string()
}

#[endpoint(post = "/change", invalidates = "value")]
async fn change() -> String {
    (VALUE.fetch_add(1, Ordering::SeqCst) + 1).to_string()
}

#[endpoint(post = "/stream", body = "stream", timeout = "10m")]
async fn stream(payload: Payload) -> actix_web::Result<String> {
    Ok(payload.to_bytes().await?.len().to_string())
}

#[endpoint(get = "/read")]
async fn read() -> &'static str {
    "read"
}

#[endpoint(get = "/panic")]
async fn panic() -> &'static str {
    panic!("hunter2")
}

fn service() -> Service {
    Service::of(endpoints![place, hang, value, change, stream, read, panic])
}

fn keyed(target: &str, key: &str, sku: &str) -> Request {
    Request::post(target)
        .header("idempotency-key", key)
        .json(&json!({ "sku": sku }))
}

/// Whatever was said of the connection is true: it is closed, or the next answer is the next
/// request's.
async fn keeps_its_word(mut connection: Connection, answer: &Answer) {
    if answer.header("connection") == Some("close") {
        assert!(connection.is_closed().await, "{answer:?}");
    } else {
        assert_eq!(connection.send(Request::get("/read")).await.body, b"read");
    }
}

#[tokio::test]
async fn ambiguous_framing_is_400_and_the_end_of_the_connection() {
    let service = service();
    let head = "POST /orders HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n";
    for framing in [
        "content-length: 6\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 6\r\n",
        "content-length: 6\r\ncontent-length: 7\r\n",
        "content-length: 6, 6\r\n",
        "content-length: +6\r\n",
        "content-length: 0x6\r\n",
        "content-length: 18446744073709551616\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: identity\r\n",
    ] {
        let mut connection = service.connect().await;
        let smuggled = "0\r\n\r\nGET /read HTTP/1.1\r\nhost: test\r\n\r\n";
        connection
            .write(format!("{head}{framing}\r\n{smuggled}").as_bytes())
            .await;
        assert_eq!(connection.answer(false).await.status, 400, "{framing}");
        assert!(connection.is_closed().await, "{framing}");
    }
}

#[tokio::test]
async fn broken_chunks_are_400_and_the_end_of_the_connection() {
    let service = service();
    for chunks in [
        "zz\r\n",
        "-1\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}XX0\r\n\r\n",
        "2\n{}\n0\n\n",
    ] {
        let mut connection = service.connect().await;
        let head = "POST /orders HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
                    idempotency-key: k\r\ntransfer-encoding: chunked\r\n\r\n";
        connection.write(format!("{head}{chunks}").as_bytes()).await;
        let answer = connection.answer(false).await;
        answer.problem(400, "malformed_body");
        assert_eq!(answer.header("connection"), Some("close"), "{chunks}");
        assert!(connection.is_closed().await, "{chunks}");
    }
}

#[tokio::test]
async fn every_refusal_keeps_its_word_about_the_connection() {
    let service = service();
    let whole = |method: &str, target: &str| {
        let request = Request::new(method, target).header("content-type", "application/json");
        request.body("{\"sku\":\"a\"}")
    };
    let requests = [
        (404, whole("POST", "/nothing")),
        (405, whole("PUT", "/read")),
        (400, whole("GET", "/read")),
        (400, whole("POST", "/orders")),
        (
            415,
            whole("POST", "/orders").header("content-encoding", "br"),
        ),
        (
            422,
            whole("POST", "/orders?more=1").header("idempotency-key", "k"),
        ),
        (500, Request::get("/panic")),
    ];
    for (status, request) in requests {
        let mut connection = service.connect().await;
        let answer = connection.send(request.clone()).await;
        assert_eq!(answer.status, status, "{request:?}");
        keeps_its_word(connection, &answer).await;
    }
}

#[tokio::test]
async fn a_stream_below_the_least_rate_is_408_long_before_its_deadline() {
    let service = service();
    for framing in [
        "content-length: 1000\r\n\r\nx",
        "transfer-encoding: chunked\r\n\r\n1\r\nx\r\n",
    ] {
        let mut connection = service.connect().await;
        let head = "POST /stream HTTP/1.1\r\nhost: test\r\n";
        connection
            .write(format!("{head}{framing}").as_bytes())
            .await;
        // The deadline's timer, and the sender's.
        service.clock.until_asleep(2).await;
        service.clock.advance(Duration::from_secs(6));
        let answer = connection.answer(false).await;
        answer.problem(408, "request_timeout");
        assert!(connection.is_closed().await);
    }
}

#[tokio::test]
async fn what_was_refused_with_its_body_in_hand_leaves_the_connection_to_the_next_request() {
    let service = service();
    let refused = [
        (404, "POST /nothing"),
        (404, "OPTIONS /nothing"),
        (405, "PUT /read"),
        (204, "OPTIONS /read"),
        (400, "GET /read"),
        (422, "POST /change?more=1"),
    ];
    let bodies = [
        "content-length: 5\r\n\r\nhello",
        "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ];
    for (status, line) in refused {
        for body in bodies {
            let mut connection = service.connect().await;
            let request = format!("{line} HTTP/1.1\r\nhost: test\r\n{body}");
            let next = "GET /read HTTP/1.1\r\nhost: test\r\n\r\n";
            connection
                .write(format!("{request}{next}").as_bytes())
                .await;
            let answer = connection.answer(false).await;
            assert_eq!(
                (answer.status, answer.header("connection")),
                (status, None),
                "{request}"
            );
            assert_eq!(connection.answer(false).await.body, b"read", "{request}");
        }
    }
}

#[tokio::test]
async fn an_endless_body_that_nobody_takes_ends_the_connection() {
    let service = Arc::new(service());
    let lines = [
        "POST /nothing",
        "HEAD /nothing",
        "OPTIONS /nothing",
        "PUT /read",
        "OPTIONS /read",
        "POST /change?more=1",
    ];
    // At once: actix waits a second for what is on its way before it hangs up.
    let clients = lines.map(|line| {
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            let mut connection = service.connect().await;
            let head =
                format!("{line} HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n");
            connection.write(head.as_bytes()).await;
            let answer = connection.answer(line.starts_with("HEAD")).await;
            assert_eq!(answer.header("connection"), Some("close"), "{line}");
            assert!(connection.is_closed().await, "{line}");
        })
    });
    for client in clients {
        client.await.expect("a connection that ends");
    }
}

#[tokio::test]
async fn every_charset_of_a_media_type_must_be_utf_8() {
    let service = service();
    for charset in ["charset=latin1", "charset=utf-8; charset=latin1"] {
        let request = Request::post("/orders")
            .header("idempotency-key", "charset")
            .header("content-type", &format!("application/json; {charset}"))
            .body("{\"sku\":\"charset\"}");
        service
            .send(request)
            .await
            .problem(415, "unsupported_media_type");
    }
    assert_eq!(runs("charset"), 0);
}

#[tokio::test]
async fn one_500_cannot_be_told_from_another() {
    let service = service();
    let broken = service.send(keyed("/orders", "k", "broken")).await;
    let panicked = service.get("/panic").await;
    let said = |answer: &Answer| {
        let mut problem = answer.problem(500, "internal");
        let problem = problem.as_object_mut().expect("an object");
        problem.remove("request_id");
        problem.remove("instance");
        problem.clone()
    };
    assert_eq!(said(&broken), said(&panicked));
    for answer in [broken, panicked] {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(
            !text.contains("hunter2") && !text.contains("Broken"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn no_deadline_is_outlived_by_what_is_cached_and_idempotent() {
    let service = service();
    let mut connection = service.connect().await;
    connection
        .write(&keyed("/hang", "k", "hang").to_bytes())
        .await;
    HANGS.notified().await;
    service.clock.advance(Duration::from_secs(5));
    connection
        .answer(false)
        .await
        .problem(504, "deadline_exceeded");
    let let_go = async {
        while !LET_GO.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), let_go)
        .await
        .expect("the handler is dropped with its deadline");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_clients_with_one_key_most_of_which_leave_one_runs() {
    let service = Arc::new(service());
    let barrier = Arc::new(Barrier::new(64));
    let clients = (0..64).map(|number| {
        let (service, barrier) = (Arc::clone(&service), Arc::clone(&barrier));
        tokio::spawn(async move {
            let request = keyed("/orders", "gated", "gated").to_bytes();
            let mut connection = service.connect().await;
            barrier.wait().await;
            match number % 4 {
                // Leaves in the middle of its request, or right after it.
                0 => connection.write(&request[..request.len() - 3]).await,
                1 => connection.write(&request).await,
                _ => {
                    connection.write(&request).await;
                    return Some(connection);
                }
            };
            None
        })
    });
    let mut staying = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        staying.extend(client.await.expect("a client"));
    }
    GATE.add_permits(1);
    for mut connection in staying {
        let answer = connection.answer(false).await;
        match answer.status {
            201 => assert_eq!(answer.body, b"{\"order\":1}"),
            _ => drop(answer.problem(409, "request_in_flight")),
        }
    }
    let replay = loop {
        let answer = service.send(keyed("/orders", "gated", "gated")).await;
        if answer.status == 201 {
            break answer;
        }
    };
    assert_eq!((&*replay.body, runs("gated")), (&b"{\"order\":1}"[..], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_is_seen_after_its_change_was_acknowledged() {
    const CHANGES: u64 = 200;
    let service = Arc::new(service());
    let acknowledged = Arc::new(AtomicU64::new(0));
    let readers = (0..8).map(|_| {
        let (service, acknowledged) = (Arc::clone(&service), Arc::clone(&acknowledged));
        tokio::spawn(async move {
            let mut connection = service.connect().await;
            loop {
                let least = acknowledged.load(Ordering::SeqCst);
                let answer = connection.send(Request::get("/value")).await;
                let seen: u64 = String::from_utf8_lossy(&answer.body)
                    .parse()
                    .expect("a number");
                assert!(seen >= least, "{seen} was seen after {least}: {answer:?}");
                if least == CHANGES {
                    return;
                }
            }
        })
    });
    let readers: Vec<_> = readers.collect();
    let mut connection = service.connect().await;
    for number in 1..=CHANGES {
        let answer = connection.send(Request::post("/change")).await;
        assert_eq!(answer.body, number.to_string().as_bytes());
        acknowledged.store(number, Ordering::SeqCst);
    }
    for reader in readers {
        reader.await.expect("no old value");
    }
}
