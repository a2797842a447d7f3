//! How long a call may take: an attempt, all of it, and no longer than the request that it is for.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::web::Data;
use hardpoint::Clock;
use hardpoint::dependency::{self, DependencyError};
use hardpoint::prelude::*;
use hardpoint_tests::{Act, Faulty, Service};
use parking_lot::Mutex;

use crate::scene::{in_time, rejected, retries_of_the_process, stock};

#[dependency(
    name = "timeouts-attempt",
    timeout = "10s",
    attempt = "100ms",
    retry = "2 base:1ms max:2ms",
    idempotent
)]
async fn twice(server: SocketAddr) -> Result<String, DependencyError> {
    stock(server).await
}

#[dependency(
    name = "timeouts-drip",
    timeout = "10s",
    attempt = "100ms",
    retry = "2 base:1ms max:2ms",
    idempotent
)]
async fn drop_by_drop(server: SocketAddr) -> Result<String, DependencyError> {
    stock(server).await
}

#[dependency(name = "timeouts-total", timeout = "200ms")]
async fn once(server: SocketAddr) -> Result<String, DependencyError> {
    stock(server).await
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_aborted_and_made_again() {
    let server = Faulty::start();
    server.next([Act::never(), Act::json("[7]")]);
    let _turn = retries_of_the_process(1).await;
    assert_eq!(
        in_time(twice(server.address)).await.expect("the second"),
        "[7]"
    );
    server.until(|counts| counts.aborted == 1).await;
    assert_eq!(server.counts().asked(), 2);
}

#[tokio::test]
async fn a_slow_drip_does_not_hold_a_call() {
    let server =
        Faulty::that(|_| Act::json(&"1".repeat(10_000)).dripping(Duration::from_millis(10)));
    let _turn = retries_of_the_process(1).await;
    let refused = rejected(in_time(drop_by_drop(server.address)).await);
    assert_eq!(refused.kind(), "attempt");
    assert_eq!(refused.dependency(), "timeouts-drip");
    server.until(|counts| counts.aborted == 2).await;
}

#[tokio::test]
async fn a_call_that_nobody_answers_ends_in_time_and_the_server_sees_it() {
    let server = Faulty::that(|_| Act::never());
    let refused = rejected(in_time(once(server.address)).await);
    assert!(
        matches!(refused.kind(), "deadline" | "attempt"),
        "{refused:?}"
    );
    server
        .until(|counts| counts.aborted == 1 && counts.in_flight == 0)
        .await;
}

/// What the call has been given, each time.
type Given = Mutex<Vec<Duration>>;

#[dependency(name = "timeouts-request", timeout = "10s")]
async fn within(server: SocketAddr, given: &Given) -> Result<String, DependencyError> {
    let call = dependency::current().expect("a call");
    given.lock().extend(call.deadline().remaining());
    stock(server).await
}

#[endpoint(get = "/stock", timeout = "300ms")]
async fn short(server: Data<Faulty>, given: Data<Given>) -> Result<String, DependencyError> {
    within(server.address, &given).await
}

#[tokio::test]
async fn a_call_ends_with_its_request() {
    let server = Data::new(Faulty::that(|_| Act::never()));
    let given = Data::new(Given::default());
    let data = (server.clone(), given.clone());
    let service = Service::with(
        endpoints![short],
        |builder| builder.clock(Clock::system()),
        move |app| {
            app.app_data(data.0.clone()).app_data(data.1.clone());
        },
    );
    let answer = service.get("/stock").await;
    assert_eq!(answer.status, 504, "{answer:?}");
    assert_eq!(
        answer.header("retry-after"),
        None,
        "it may have been executed"
    );
    server
        .until(|counts| counts.aborted == 1 && counts.in_flight == 0)
        .await;
    let given = given.lock();
    assert!(
        matches!(&given[..], [left] if *left <= Duration::from_millis(300)),
        "not its own 10 s: {given:?}"
    );
}
