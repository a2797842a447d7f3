//! A file that is no TOML: nothing of it holds, so nothing else is said.
//! Breaks: `the_file_is_toml`.
use hardpoint::prelude::*;

#[endpoint(get = "/order", policy = "slow")]
async fn order() -> &'static str {
    "order"
}

fn main() {
    let _ = order;
}
