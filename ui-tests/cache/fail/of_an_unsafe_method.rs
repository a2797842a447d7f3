//! A change must be made, not remembered.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", cache = "ttl:60")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
