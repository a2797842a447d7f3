//! A public endpoint does not know whom to tell apart.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", public, cache = "ttl:60 vary:principal")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
