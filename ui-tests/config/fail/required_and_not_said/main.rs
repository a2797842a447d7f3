//! Endpoints that lack what the package's owners want to see said.
//! Breaks: `what_is_required_is_said`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", tag = "orders")]
async fn order() -> &'static str {
    "order"
}

#[endpoint(post = "/orders", tag = "orders", policy = "api")]
async fn place_order() -> &'static str {
    "placed"
}

fn main() {
    let _ = (order, place_order);
}
