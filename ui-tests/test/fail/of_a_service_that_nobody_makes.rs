//! Nobody makes the service.
//! Breaks: `a_test_takes_what_is_made_for_it`.
use hardpoint::prelude::*;
use hardpoint::testing::TestService;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[hardpoint::test]
async fn answers(service: TestService) {
    service.get("/ping").await;
}

fn main() {
    let _ = endpoints![ping];
}
