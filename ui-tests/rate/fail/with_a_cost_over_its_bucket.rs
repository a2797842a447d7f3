//! No request would ever pass.
//! Breaks: `a_request_fits_into_its_bucket`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min burst:2 cost:3")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
