//! A word without its value says nothing.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 stale")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
