//! An endpoint has one route, said in one place.
//! Breaks: `a_route_is_said_in_one_place`.
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
