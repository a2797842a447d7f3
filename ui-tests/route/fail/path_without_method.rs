//! The method is missing.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint("/order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
