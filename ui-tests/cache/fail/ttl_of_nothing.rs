//! What is kept for no time is not kept.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:0")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
