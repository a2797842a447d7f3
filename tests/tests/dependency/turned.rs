//! Dependencies in a user's own tests: by the clock of the service whose requests call them.

use std::cell::Cell;
use std::future::pending;
use std::time::Duration;

use hardpoint::dependency::{DependencyError, ErrorClass};
use hardpoint::prelude::*;
use hardpoint::testing::TestService;

thread_local! {
    /// What the warehouse does: a test runs in one thread.
    static WAREHOUSE: Cell<Warehouse> = const { Cell::new(Warehouse::Well) };
}

#[derive(Clone, Copy)]
enum Warehouse {
    Well,
    Down,
    Hangs,
}

#[dependency(name = "turned", breaker = "50%/30s min:2 open:5s", fallback = none_for_now)]
async fn stock() -> Result<u32, DependencyError> {
    match WAREHOUSE.get() {
        Warehouse::Well => Ok(7),
        Warehouse::Down => Err(down()),
        Warehouse::Hangs => pending().await,
    }
}

fn down() -> DependencyError {
    DependencyError::classed(ErrorClass::connect(), "it is down")
}

async fn none_for_now(_: DependencyError) -> Result<u32, DependencyError> {
    Ok(0)
}

#[endpoint(get = "/stock", timeout = "2s")]
async fn told() -> Result<String, DependencyError> {
    stock().await.map(|stock| stock.to_string())
}

#[hardpoint::test]
async fn the_services_clock_turns_the_time_of_what_its_requests_call() {
    let service = TestService::of(endpoints![told]).await;
    let stock = async || service.get("/stock").await.text().to_owned();
    WAREHOUSE.set(Warehouse::Down);
    for _ in 0..2 {
        assert_eq!(stock().await, "0");
    }
    WAREHOUSE.set(Warehouse::Well);
    assert_eq!(stock().await, "0", "its breaker is open");
    service.clock.advance(Duration::from_secs(5));
    assert_eq!(stock().await, "7");
}

#[hardpoint::test]
async fn what_one_test_breaks_is_not_broken_in_another() {
    let broken = TestService::of(endpoints![told]).await;
    WAREHOUSE.set(Warehouse::Down);
    for _ in 0..2 {
        assert_eq!(broken.get("/stock").await.text(), "0");
    }
    WAREHOUSE.set(Warehouse::Well);
    let another = TestService::of(endpoints![told]).await;
    assert_eq!(another.get("/stock").await.text(), "7");
    assert_eq!(broken.get("/stock").await.text(), "0");
}

#[hardpoint::test]
async fn a_dependency_that_hangs_is_found_out_by_requests_that_have_less_time_than_its_attempts() {
    let service = TestService::of(endpoints![told]).await;
    WAREHOUSE.set(Warehouse::Hangs);
    let hanging = [(); 2].map(|()| service.get("/stock").begin());
    // Each waits for the end of its own time, and for that of its call.
    service.clock.until_asleep(4).await;
    service.clock.advance(Duration::from_secs(2));
    for request in hanging {
        assert_eq!(
            request.await.text(),
            "0",
            "its fallback had no need of time"
        );
    }
    let refused = service.get("/stock").begin();
    assert_eq!(refused.await.text(), "0", "its breaker is open");
}
