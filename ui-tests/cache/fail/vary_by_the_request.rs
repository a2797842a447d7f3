//! No second request has the same id.
//! Breaks: `a_cache_key_is_met_again`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 vary:x-request-id")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
