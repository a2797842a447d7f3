//! A tuple of arguments is read part by part.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::{App, HttpRequest, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/orders/{id}")]
async fn order((path, request): (Path<(u64, u64)>, HttpRequest)) -> String {
    format!("{path:?}{}", request.path())
}

fn main() {
    let _ = App::new().service(order);
}
