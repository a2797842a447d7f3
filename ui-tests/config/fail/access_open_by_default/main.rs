//! Access that is open by omission, said twice, or denied by what only grants it.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "undecided")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
