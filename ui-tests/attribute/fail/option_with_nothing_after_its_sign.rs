//! The value is missing.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout =)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
