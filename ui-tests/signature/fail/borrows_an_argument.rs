//! The request is the handler's own.
//! Breaks: `an_argument_is_owned`.
use actix_web::{App, HttpRequest};
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order(request: &HttpRequest) -> String {
    request.path().to_owned()
}

fn main() {
    let _ = App::new().service(order);
}
