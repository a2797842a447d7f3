//! What is made would be tested by nobody.
//! Breaks: `a_test_takes_what_is_made_for_it`.
use hardpoint::prelude::*;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[hardpoint::test(endpoints![ping])]
async fn answers() {}

fn main() {
    let _ = endpoints![ping];
}
