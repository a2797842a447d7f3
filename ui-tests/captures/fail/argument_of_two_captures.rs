//! actix gives a single value only where there is a single capture.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/shops/{shop}/orders/{id}")]
async fn order(id: Path<u64>) -> String {
    id.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
