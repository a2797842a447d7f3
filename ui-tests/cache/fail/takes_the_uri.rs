//! The key holds the query in order, not as it was written.
use actix_web::{App, http::Uri};
use hardpoint::endpoint;

#[endpoint(get = "/orders", cache = "ttl:60")]
async fn orders(uri: Uri) -> String {
    uri.to_string()
}

fn main() {
    let _ = App::new().service(orders);
}
