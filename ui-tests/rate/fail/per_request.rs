//! A bucket for each request denies nothing.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min per:header(x-request-id)")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
