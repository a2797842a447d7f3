//! It is awaited under the deadline.
//! Breaks: `an_endpoint_is_async`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
