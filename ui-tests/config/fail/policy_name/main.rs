//! A policy without a name, and one whose name is none.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "slow ones")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
