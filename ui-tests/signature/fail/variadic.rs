//! There is no list of unknown length in a request.
//! Breaks: `an_endpoint_is_not_variadic`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order(_: ...) -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
