//! Only a function does the work.
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order() -> &'static str;

fn main() {
    let _ = ();
}
