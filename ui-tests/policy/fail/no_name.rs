//! A policy is named by text.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = slow)]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
