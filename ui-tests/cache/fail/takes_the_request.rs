//! What the handler reads of the whole request is no part of the key.
//! Breaks: `what_a_cached_handler_takes_is_in_the_key`.
use actix_web::{App, HttpRequest};
use hardpoint::endpoint;

#[endpoint(get = "/orders", cache = "ttl:60")]
async fn orders(request: HttpRequest) -> String {
    request.path().to_owned()
}

fn main() {
    let _ = App::new().service(orders);
}
