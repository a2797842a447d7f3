//! A nested struct has body fields only, and stands in the body.
//! Breaks: `a_nested_struct_stands_in_the_body`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
struct Order {
    #[garde(dive)]
    page: Page,
}

#[derive(ApiRequest)]
#[api(query)]
struct Page {
    number: u8,
}

#[derive(ApiRequest)]
struct Search {
    #[api(query)]
    #[garde(dive)]
    line: Line,
}

#[derive(ApiRequest)]
struct Line {
    count: u8,
}

fn main() {}
