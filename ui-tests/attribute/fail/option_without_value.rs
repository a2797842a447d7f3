//! Only `idempotent` is a flag.
//! Breaks: `an_option_has_a_value`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
