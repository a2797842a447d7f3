//! Each part of a tuple is part of the key.
//! Breaks: `what_a_cached_handler_takes_is_in_the_key`.
use actix_web::{App, HttpRequest, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/orders/{id}", cache = "ttl:60")]
async fn order((id, request): (Path<u64>, HttpRequest)) -> String {
    format!("{id}{}", request.path())
}

fn main() {
    let _ = App::new().service(order);
}
