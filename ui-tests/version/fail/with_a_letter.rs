//! The letter is the path's.
//! Breaks: `a_version_is_a_number`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", version = "v2")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
