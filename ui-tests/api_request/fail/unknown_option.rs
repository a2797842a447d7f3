//! An option that does not exist is told with the one that was meant.
//! Breaks: `an_option_of_a_request_is_known`.

use hardpoint::ApiRequest;

#[derive(ApiRequest)]
#[api(qurey)]
struct Order {
    #[api(pth)]
    a: u8,
    #[api(query, unbouded = "why")]
    b: u8,
    #[api(colour)]
    c: u8,
    #[api(query, query)]
    d: u8,
    #[api]
    e: u8,
    #[api()]
    f: u8,
}

fn main() {}
