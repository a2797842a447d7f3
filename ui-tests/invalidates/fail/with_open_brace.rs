//! A tag is well formed.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", invalidates = "order-{id")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
