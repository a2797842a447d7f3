//! The rules of `dive` are garde's, and so are its words for a type that has no rules; it is said once.
use hardpoint::prelude::*;

struct Line {
    quantity: u32,
}

#[derive(ApiRequest)]
struct Order {
    #[garde(dive)]
    line: Line,
}

fn main() {}
