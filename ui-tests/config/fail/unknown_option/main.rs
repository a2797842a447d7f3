//! Options that nothing would enforce.
//! Breaks: `an_option_is_known`.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
