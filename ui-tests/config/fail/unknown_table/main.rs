//! Tables that nobody reads, and an option that stands in none.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
