//! There is a service and a store.
//! Breaks: `a_test_takes_what_is_made_for_it`.
use hardpoint::prelude::*;
use hardpoint::ManualClock;
use hardpoint::testing::{TestService, TestStore};

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[hardpoint::test(endpoints![ping])]
async fn answers(service: TestService, _store: TestStore, _clock: ManualClock) {
    service.get("/ping").await;
}

fn main() {
    let _ = endpoints![ping];
}
