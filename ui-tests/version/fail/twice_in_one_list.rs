//! Within one version a route is taken once.
//! Breaks: `a_route_is_taken_once`.
use hardpoint::prelude::*;

#[endpoint(get = "/orders", version = "2")]
async fn orders() -> &'static str {
    ""
}

#[endpoint(get = "/orders", version = "2")]
async fn more_orders() -> &'static str {
    ""
}

fn main() {
    let _ = endpoints![orders, more_orders];
}
