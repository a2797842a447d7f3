//! One attribute holds all options.
//! Breaks: `an_endpoint_has_one_attribute`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
#[endpoint(timeout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
