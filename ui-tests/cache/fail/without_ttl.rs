//! The time must be said.
//! Breaks: `a_ttl_is_said`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "shared")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
