//! Only a function does the work.
//! Breaks: `an_endpoint_is_a_function`.
use hardpoint::endpoint;

#[endpoint(get = "/order")]
#[allow(dead_code)]
const ORDER: u8 = 1;

fn main() {
    let _ = ();
}
