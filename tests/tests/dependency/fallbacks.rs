//! What is said instead, and when it is not.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use hardpoint::dependency::DependencyError;
use hardpoint::prelude::*;
use hardpoint_tests::{Act, Faulty};

use crate::scene::{failing, kind, stock};

#[dependency(
    name = "fallbacks",
    timeout = "3s",
    breaker = "none because:its test fails more often than any breaker allows",
    fallback = last_known
)]
async fn current(server: SocketAddr, asked: &AtomicU32) -> Result<String, DependencyError> {
    asked.fetch_add(1, Ordering::SeqCst);
    stock(server).await
}

async fn last_known(
    _server: SocketAddr,
    asked: &AtomicU32,
    error: DependencyError,
) -> Result<String, DependencyError> {
    match asked.load(Ordering::SeqCst) {
        // It was never known.
        0 => Err(error),
        attempts => Ok(format!("last known, after {attempts} attempts")),
    }
}

#[tokio::test]
async fn what_fails_is_answered_by_the_fallback_with_the_arguments_of_the_call() {
    let server = Faulty::start();
    let asked = AtomicU32::new(0);
    server.next([failing(500)]);
    let said = current(server.address, &asked).await;
    assert_eq!(said.expect("a fallback"), "last known, after 1 attempts");
    server.next([Act::reset()]);
    let said = current(server.address, &asked).await;
    assert_eq!(said.expect("a fallback"), "last known, after 2 attempts");
    server.die();
    let said = current(server.address, &asked).await;
    assert_eq!(said.expect("a fallback"), "last known, after 3 attempts");
    server.live();
    assert_eq!(
        current(server.address, &asked).await.expect("it is back"),
        "{}"
    );
}

#[tokio::test]
async fn an_answer_that_is_no_is_no_reason_for_a_fallback() {
    let server = Faulty::that(|_| failing(404));
    let asked = AtomicU32::new(0);
    assert_eq!(kind(current(server.address, &asked).await), "status_404");
}
