//! Whatever is wrong with a list is told at once, each where it stands.
use hardpoint::prelude::*;

#[endpoint(get = "/ping")]
async fn ping() -> &'static str {
    "pong"
}

#[endpoint(get = "/ping")]
async fn pong() -> &'static str {
    "ping"
}

mod other {
    use super::*;

    #[endpoint(get = "/other/ping")]
    pub async fn ping() -> &'static str {
        "pong"
    }
}

fn main() {
    let _ = endpoints![ping, pong, other::ping, pong];
}
