//! Nobody says which type is meant.
//! Breaks: `a_test_has_no_type_parameters`.
use hardpoint::prelude::*;
use hardpoint::testing::TestService;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[hardpoint::test(endpoints![ping])]
async fn answers<T>(service: TestService) {
    service.get("/ping").await;
}

fn main() {
    let _ = endpoints![ping];
}
