//! actix has no such argument.
//! Breaks: `an_attribute_of_actix_can_be_read`.
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
