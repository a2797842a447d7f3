//! What answers `OPTIONS` speaks of one connection, and HTTP never stores it.
//! Breaks: `what_http_never_stores_is_not_cached`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(cache = "ttl:60")]
#[actix_web::route("/order", method = "OPTIONS")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
