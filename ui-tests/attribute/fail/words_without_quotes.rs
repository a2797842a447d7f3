//! Values are text.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = 10/min)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
