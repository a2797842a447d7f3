//! It is a flag.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(post = "/order", idempotent = true)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
