//! An endpoint has one route.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", post = "/order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
