//! actix has no such argument.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint]
#[actix_web::get("/order", nam = "order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
