//! A policy is declared in `hardpoint.toml`, and this package has none.
//! Breaks: `a_policy_is_declared`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "slow")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
