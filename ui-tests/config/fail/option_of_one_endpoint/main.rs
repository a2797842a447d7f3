//! What only an endpoint itself can say.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
