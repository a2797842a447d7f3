//! An endpoint stands in its list twice.
use hardpoint::prelude::*;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

fn main() {
    let _ = endpoints![ping, ping];
}
