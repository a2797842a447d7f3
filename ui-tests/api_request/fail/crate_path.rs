//! `crate` takes a path.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
#[api(crate = 7)]
struct Order {
    a: u8,
}

fn main() {}
