//! A syntax error in an attribute is told at its place.
//! Breaks: `an_option_of_a_request_is_known`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    #[api(query = )]
    a: u8,
    #[api(= 3)]
    b: u8,
}

fn main() {}
