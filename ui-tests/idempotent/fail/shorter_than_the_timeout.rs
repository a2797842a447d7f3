//! The key is forgotten while the request runs.
//! Breaks: `idempotency_outlives_the_timeout`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", timeout = "60s", idempotent = "ttl:30")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
