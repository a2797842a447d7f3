//! Only a function does the work.
use hardpoint::endpoint;

#[endpoint(get = "/order")]
#[allow(dead_code)]
const ORDER: u8 = 1;

fn main() {
    let _ = ();
}
