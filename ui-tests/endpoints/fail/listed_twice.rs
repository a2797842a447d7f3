//! An endpoint stands in its list twice.
//! Breaks: `an_endpoint_is_listed_once`.
use hardpoint::prelude::*;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

fn main() {
    let _ = endpoints![ping, ping];
}
