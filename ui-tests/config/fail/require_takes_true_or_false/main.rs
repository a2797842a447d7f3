//! A value where only `true` or `false` has a meaning.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
