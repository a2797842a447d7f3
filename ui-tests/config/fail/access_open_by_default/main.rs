//! Access that is open by omission, said twice, or denied by what only grants it.
//! Breaks: `public_stands_without_auth`, `an_option_suits_its_table`, `a_flag_is_true_or_text`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "undecided")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
