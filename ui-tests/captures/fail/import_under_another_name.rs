//! One value cannot be made of two captures.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::{App, web::Path as Captured};
use hardpoint::endpoint;

#[endpoint(get = "/shops/{shop}/orders/{id}")]
async fn order(id: Captured<u64>) -> String {
    id.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
