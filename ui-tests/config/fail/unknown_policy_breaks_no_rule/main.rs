//! What the policy would have said is known to nobody: neither missing, nor against a rule.
//! Breaks: `a_policy_is_declared`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "opne")]
async fn order() -> &'static str {
    "order"
}

#[endpoint(get = "/orders", policy = "opne", public)]
async fn orders() -> &'static str {
    "orders"
}

fn main() {
    let _ = (order, orders);
}
