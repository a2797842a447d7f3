//! actix gives a single value only where there is a single capture.
//! Breaks: `every_capture_is_taken`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/shops/{shop}/orders/{id}")]
async fn order(id: Path<u64>) -> String {
    id.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
