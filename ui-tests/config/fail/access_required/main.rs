//! An endpoint of which nobody knows for whom it is.
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
