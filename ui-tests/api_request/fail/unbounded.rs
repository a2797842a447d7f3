//! A bound is waived for a reason.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    #[api(unbounded = "")]
    a: String,
    #[api(unbounded)]
    b: String,
    #[api(unbounded = "  ")]
    c: String,
    #[api(unbounded("why"))]
    d: String,
}

fn main() {}
