//! There is nothing to tell requests apart.
//! Breaks: `the_cache_needs_the_whole_body`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", body = "stream", cache = "ttl:60")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
