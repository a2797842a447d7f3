//! A field is read from one place.
//! Breaks: `a_field_is_read_from_one_place`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    #[api(query, path)]
    a: u8,
    #[api(header = "x-b")]
    #[api(body)]
    b: u8,
    #[api(query)]
    #[serde(skip)]
    c: u8,
}

#[derive(ApiRequest)]
#[api(query, header)]
struct Page {
    number: u8,
}

fn main() {}
