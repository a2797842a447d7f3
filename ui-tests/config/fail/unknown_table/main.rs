//! Tables that nobody reads, and an option that stands in none.
//! Breaks: `a_table_is_known`, `an_option_stands_in_a_table`.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
