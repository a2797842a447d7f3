//! No limit needs a reason.
//! Breaks: `no_timeout_has_a_reason`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "none")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
