//! A claim is held for as long as its run may take.
//! Breaks: `a_lease_follows_the_timeout`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = "lease:30s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
