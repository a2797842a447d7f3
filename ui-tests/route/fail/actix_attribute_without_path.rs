//! The path is missing.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint]
#[actix_web::get]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
