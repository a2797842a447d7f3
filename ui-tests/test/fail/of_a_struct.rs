//! A type does nothing.
//! Breaks: `a_test_is_an_async_function`.
use hardpoint::prelude::*;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[hardpoint::test]
struct Answers;

fn main() {
    let _ = endpoints![ping];
}
