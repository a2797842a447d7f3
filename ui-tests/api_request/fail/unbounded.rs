//! A bound is waived for a reason.
//! Breaks: `unbounded_has_a_reason`, `an_option_of_a_request_is_known`.

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
