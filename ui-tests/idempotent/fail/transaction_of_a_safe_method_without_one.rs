//! A safe method has no transaction, so that none is missing among the arguments.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", idempotent = "tx")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
