//! Versions are counted.
//! Breaks: `a_version_is_a_number`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", version = "2026-06-01")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
