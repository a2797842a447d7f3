//! The last capture is not used.
//! Breaks: `a_capture_is_read`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/shops/{shop}/orders/{id}")]
async fn order(path: Path<(u64,)>) -> String {
    path.0.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
