//! A flag has no value.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = "optional:true")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
