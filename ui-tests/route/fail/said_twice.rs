//! An endpoint has one route, said in one place.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
#[actix_web::get("/order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
