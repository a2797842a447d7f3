//! Policies that the file does not declare.
//! Breaks: `a_policy_is_declared`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "slwo")]
async fn order() -> &'static str {
    "order"
}

#[endpoint(get = "/orders", policy = "public")]
async fn orders() -> &'static str {
    "orders"
}

fn main() {
    let _ = (order, orders);
}
