//! A bare number has no unit.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = 5)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
