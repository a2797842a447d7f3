//! The key holds the query in order, not as it was written.
//! Breaks: `what_a_cached_handler_takes_is_in_the_key`.
use actix_web::{App, http::Uri};
use hardpoint::endpoint;

#[endpoint(get = "/orders", cache = "ttl:60")]
async fn orders(uri: Uri) -> String {
    uri.to_string()
}

fn main() {
    let _ = App::new().service(orders);
}
