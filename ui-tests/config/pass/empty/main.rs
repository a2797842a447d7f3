//! An empty file says nothing, and nothing changes.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
