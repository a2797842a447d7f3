//! Names go into headers and metrics.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", name = "get order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
