//! `crate` takes a path.
//! Breaks: `the_crate_is_a_path`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
#[api(crate = 7)]
struct Order {
    a: u8,
}

fn main() {}
