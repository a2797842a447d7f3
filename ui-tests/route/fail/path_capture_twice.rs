//! One of them could not be read.
//! Breaks: `a_capture_is_named_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order/{id}/{id}")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
