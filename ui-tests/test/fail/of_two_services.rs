//! There is one service.
//! Breaks: `a_test_names_one_service`.
use hardpoint::prelude::*;
use hardpoint::testing::TestService;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[hardpoint::test(endpoints![ping], endpoints![ping])]
async fn answers(service: TestService) {
    service.get("/ping").await;
}

fn main() {
    let _ = endpoints![ping];
}
