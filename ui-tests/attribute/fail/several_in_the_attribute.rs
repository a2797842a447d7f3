//! Everything that is wrong is said at once, each at its place.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(
    get = "order",
    post = "/order",
    timeout = "5",
    rate = ["10/mn", "8 per min", 9],
    chache = "ttl:60",
    body = "64KB",
    idempotent = "always",
    name,
    "text"
)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
