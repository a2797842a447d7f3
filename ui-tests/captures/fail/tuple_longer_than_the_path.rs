//! There are fewer captures than the tuple has parts.
//! Breaks: `every_capture_is_taken`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/orders/{id}")]
async fn order(path: Path<(u64, String)>) -> String {
    path.1.clone()
}

fn main() {
    let _ = App::new().service(order);
}
