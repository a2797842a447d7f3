//! Only a function does the work.
use hardpoint::endpoint;

#[endpoint(get = "/order")]
struct Order;

fn main() {
    let _ = ();
}
