//! No request has a header of that name.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 vary:accept@language")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
