//! An endpoint of which nobody knows for whom it is.
//! Breaks: `what_is_required_is_said`.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

#[endpoint(get = "/orders", auht = "orders:read")]
async fn orders() -> &'static str {
    "orders"
}

fn main() {
    let _ = (order, orders);
}
