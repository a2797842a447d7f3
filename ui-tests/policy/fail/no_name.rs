//! A policy is named by text.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = slow)]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
