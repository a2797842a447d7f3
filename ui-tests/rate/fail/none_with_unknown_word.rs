//! Behind `none` stands the reason, and nothing else.
//! Breaks: `no_has_a_reason`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", rate = "none per:ip")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
