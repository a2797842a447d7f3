//! An endpoint has one route.
//! Breaks: `a_route_is_said_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint]
#[actix_web::get("/order")]
#[actix_web::post("/order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
