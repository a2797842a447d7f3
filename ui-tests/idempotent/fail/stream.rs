//! There is nothing to tell requests apart.
//! Breaks: `idempotency_needs_the_whole_body`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", body = "stream", idempotent)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
