//! It is awaited under the deadline.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
