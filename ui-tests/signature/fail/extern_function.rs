//! It is called by Rust.
//! Breaks: `an_endpoint_has_no_qualifiers`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async extern "C" fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
