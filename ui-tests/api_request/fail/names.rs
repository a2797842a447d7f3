//! Names on the wire: text, possible, said once, and different.
//! Breaks: `a_field_has_one_name`, `a_header_field_has_a_headers_name`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    #[api(header = "x tenant")]
    spaces: u8,
    #[api(header = "")]
    empty: u8,
    #[api(header)]
    #[serde(rename = "x:y")]
    renamed: u8,
    #[api(query = 7)]
    number: u8,
    #[api(query = "")]
    nothing: u8,
    #[api(path = "a")]
    #[serde(rename = "b")]
    twice: u8,
    #[api(body = "c")]
    body: u8,
    #[api(query = "same")]
    same: u8,
    #[api(query)]
    #[serde(alias = "same")]
    alias: u8,
}

#[derive(ApiRequest)]
#[api(query = "q")]
struct Page {
    number: u8,
}

fn main() {}
