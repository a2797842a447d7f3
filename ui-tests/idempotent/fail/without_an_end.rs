//! A lost run would hold its key for ever.
//! Breaks: `idempotency_needs_an_end`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", timeout = "none because:it is slow", idempotent)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
