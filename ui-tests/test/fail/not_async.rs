//! Whatever it does of a service is awaited.
//! Breaks: `a_test_is_an_async_function`.
use hardpoint::prelude::*;
use hardpoint::testing::TestService;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[hardpoint::test(endpoints![ping])]
fn answers(service: TestService) {
    let _ = service.get("/ping");
}

fn main() {
    let _ = endpoints![ping];
}
