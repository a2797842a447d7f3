//! `keys` bounds the keys of a map.
//! Breaks: `keys_are_bounded_in_maps`.

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
