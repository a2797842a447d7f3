//! It is a flag.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = true)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
