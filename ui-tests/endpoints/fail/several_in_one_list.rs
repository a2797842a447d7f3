//! Whatever is wrong with a list is told at once, each where it stands.
//! Breaks: `a_route_is_taken_once`, `an_endpoint_is_listed_once`, `a_name_is_given_once`.
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
