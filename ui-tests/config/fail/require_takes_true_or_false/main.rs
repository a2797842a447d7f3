//! A value where only `true` or `false` has a meaning.
//! Breaks: `a_requirement_is_true_or_false`.
use hardpoint::prelude::*;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
