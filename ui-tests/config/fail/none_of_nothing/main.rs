//! A default that says no where nothing says yes, and a no without a reason.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "free")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
