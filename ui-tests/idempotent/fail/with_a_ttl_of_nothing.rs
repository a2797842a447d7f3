//! A key that is forgotten at once protects nothing.
//! Breaks: `a_ttl_keeps_something`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = "ttl:0")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
