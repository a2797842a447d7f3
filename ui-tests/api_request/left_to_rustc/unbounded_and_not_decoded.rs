//! What needs no bound is decoded all the same.
use hardpoint::prelude::*;

struct Line {
    quantity: u32,
}

#[derive(ApiRequest)]
struct Order {
    #[api(unbounded = "it is small")]
    line: Line,
}

fn main() {}
