//! It is called by Rust.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async extern "C" fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
