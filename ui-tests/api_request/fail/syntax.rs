//! A syntax error in an attribute is told at its place.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    #[api(query = )]
    a: u8,
    #[api(= 3)]
    b: u8,
}

fn main() {}
