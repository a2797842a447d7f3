//! Deadlines: 504 for a handler, 408 for a sender, and what a handler sees of its own.

use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hardpoint::TrustedProxies;
use hardpoint::prelude::*;
use hardpoint_tests::{Request, Service};

static DROPPED: AtomicBool = AtomicBool::new(false);

struct Witness;

impl Drop for Witness {
    fn drop(&mut self) {
        DROPPED.store(true, Ordering::SeqCst);
    }
}

#[endpoint(get = "/never", timeout = "200ms")]
async fn never() -> &'static str {
    let _witness = Witness;
    pending().await
}

#[endpoint(post = "/body", timeout = "1s")]
async fn echo(body: String) -> String {
    body
}

#[endpoint(get = "/remaining", timeout = "3s")]
async fn remaining() -> String {
    let context = RequestContext::current().expect("an endpoint");
    format!("{:?}", context.deadline().remaining())
}

#[endpoint(get = "/unlimited", timeout = "none because: it watches")]
async fn unlimited(context: RequestContext) -> String {
    format!("{:?}", context.deadline().remaining())
}

fn service() -> Service {
    Service::of(endpoints![never, echo, remaining, unlimited])
}

#[tokio::test]
async fn a_handler_over_its_deadline_is_504_and_dropped() {
    let service = service();
    let turn = async {
        service.clock.until_asleep(1).await;
        service.clock.advance(Duration::from_millis(199));
        service.clock.advance(Duration::from_millis(1));
    };
    let (answer, ()) = tokio::join!(service.get("/never"), turn);
    answer.problem(504, "deadline_exceeded");
    assert_eq!(answer.header("retry-after"), None, "it may have executed");
    assert!(DROPPED.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_sender_over_the_deadline_is_408_and_cut_off() {
    let service = service();
    for head in ["content-length: 10", "transfer-encoding: chunked"] {
        let mut connection = service.connect().await;
        let begun = format!("POST /body HTTP/1.1\r\nhost: test\r\n{head}\r\n\r\n");
        assert!(connection.write(begun.as_bytes()).await);
        service.clock.until_asleep(1).await;
        service.clock.advance(Duration::from_secs(1));
        let answer = connection.answer(false).await;
        answer.problem(408, "request_timeout");
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(connection.is_closed().await, "{head}");
    }
}

#[tokio::test]
async fn a_handler_sees_what_is_left_of_its_deadline() {
    let service = service();
    assert_eq!(service.get("/remaining").await.body, b"Some(3s)");
    assert_eq!(service.get("/unlimited").await.body, b"None");
}

#[tokio::test]
async fn a_trusted_caller_may_give_less_time_and_nobody_more() {
    let proxies = TrustedProxies::networks(["127.0.0.0/8"]).expect("a range");
    let trusting = Service::with(
        endpoints![never, remaining, unlimited],
        |builder| builder.trusted_proxies(proxies),
        |_| {},
    );
    let given = |target: &str, time: &str| Request::get(target).header("request-timeout", time);
    for (target, time, left) in [
        ("/remaining", "0.5", "Some(500ms)"),
        ("/remaining", "60", "Some(3s)"),
        ("/remaining", "soon", "Some(3s)"),
        ("/unlimited", "2", "Some(2s)"),
    ] {
        let answer = trusting.send(given(target, time)).await;
        assert_eq!(answer.body, left.as_bytes(), "{target} {time}");
    }
    trusting
        .send(given("/never", "0"))
        .await
        .problem(504, "deadline_exceeded");
    let stranger = service().send(given("/remaining", "0.5")).await;
    assert_eq!(stranger.body, b"Some(3s)");
}

#[tokio::test]
async fn a_body_in_time_is_read_in_pieces() {
    let service = service();
    let mut connection = service.connect().await;
    connection
        .write(b"POST /body HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\n")
        .await;
    for piece in [&b"01234"[..], b"56789"] {
        service.clock.until_asleep(1).await;
        service.clock.advance(Duration::from_millis(400));
        connection.write(piece).await;
    }
    assert_eq!(connection.answer(false).await.body, b"0123456789");
}

#[tokio::test]
async fn work_that_is_done_at_once_sets_no_timer() {
    let service = service();
    let answer = service.send(Request::post("/body").body("x")).await;
    assert_eq!(answer.body, b"x");
    service.clock.until_asleep(0).await;
}
