//! Only a function does the work.
//! Breaks: `an_endpoint_has_a_body`.
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order() -> &'static str;

fn main() {
    let _ = ();
}
