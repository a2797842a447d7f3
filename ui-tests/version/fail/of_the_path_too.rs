//! The path is the same in every version.
//! Breaks: `a_version_is_said_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/v1/orders", version = "2")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
