//! What only an endpoint itself can say.
//! Breaks: `an_option_suits_its_table`.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
