//! A change must be made, not remembered.
//! Breaks: `unsafe_methods_are_cached_only_if_idempotent`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", cache = "ttl:60")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
