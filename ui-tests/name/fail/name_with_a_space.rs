//! Names go into headers and metrics.
//! Breaks: `a_name_is_an_id`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", name = "get order")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
