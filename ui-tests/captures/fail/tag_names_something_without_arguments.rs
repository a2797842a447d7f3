//! Such a tag could never be invalidated.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", cache = "ttl:60 tags:order-{id}")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
