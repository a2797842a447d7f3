//! actix panics at start.
//! Breaks: `a_capture_is_closed`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order/{id")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
