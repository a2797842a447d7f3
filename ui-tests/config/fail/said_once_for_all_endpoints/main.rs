//! A mistake in the file is one mistake, however many endpoints there are.
//! Breaks: `a_duration_has_its_unit`.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

#[endpoint(post = "/orders")]
async fn place_order() -> &'static str {
    "placed"
}

mod inner {
    use hardpoint::prelude::*;

    #[endpoint(get = "/orders")]
    pub async fn orders() -> &'static str {
        "orders"
    }
}

fn main() {
    let _ = (order, place_order, inner::orders);
}
