//! There are fewer captures than the tuple has parts.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/orders/{id}")]
async fn order(path: Path<(u64, String)>) -> String {
    path.1.clone()
}

fn main() {
    let _ = App::new().service(order);
}
