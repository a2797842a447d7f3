//! What a constant holds is not known to a macro.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use actix_web::App;
use hardpoint::endpoint;

const TIMEOUT: &str = "5s";

#[endpoint(get = "/order", timeout = TIMEOUT)]
async fn order() -> &'static str {
    TIMEOUT
}

fn main() {
    let _ = App::new().service(order);
}
