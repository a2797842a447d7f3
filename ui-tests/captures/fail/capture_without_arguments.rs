//! The capture is not used.
//! Breaks: `a_capture_is_read`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders/{id}")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
