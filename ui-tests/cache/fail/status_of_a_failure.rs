//! A failure is never stored.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:60 status:404,503")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
