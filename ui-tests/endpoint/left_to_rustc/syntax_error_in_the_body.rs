//! The body is rustc's: its error, once, at its place.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order() -> &'static str {
    let one = ;
    ""
}

fn main() {
    let _ = App::new().service(order);
}
