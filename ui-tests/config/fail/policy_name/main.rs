//! A policy without a name, and one whose name is none.
//! Breaks: `a_policy_has_a_name`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "slow ones")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
