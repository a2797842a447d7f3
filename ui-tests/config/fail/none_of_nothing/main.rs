//! A default that says no where nothing says yes, and a no without a reason.
//! Breaks: `no_has_a_reason`, `no_is_said_to_a_yes`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "free")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
