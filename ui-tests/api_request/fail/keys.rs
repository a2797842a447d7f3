//! `keys` bounds the keys of a map.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    #[api(keys)]
    #[garde(length(max = 3))]
    a: std::collections::HashMap<String, u8>,
    #[api(keys = 3)]
    b: u8,
}

fn main() {}
