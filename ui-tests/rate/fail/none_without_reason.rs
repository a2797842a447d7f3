//! What is left out on purpose says why.
//! Breaks: `no_has_a_reason`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", rate = "none")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
