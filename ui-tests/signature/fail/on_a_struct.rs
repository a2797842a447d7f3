//! Only a function does the work.
//! Breaks: `an_endpoint_is_a_function`.
use hardpoint::endpoint;

#[endpoint(get = "/order")]
struct Order;

fn main() {
    let _ = ();
}
