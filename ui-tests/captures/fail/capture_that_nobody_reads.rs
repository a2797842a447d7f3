//! The capture is not used.
//! Breaks: `a_capture_is_read`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/orders/{id}")]
async fn order(body: String) -> String {
    body
}

fn main() {
    let _ = App::new().service(order);
}
