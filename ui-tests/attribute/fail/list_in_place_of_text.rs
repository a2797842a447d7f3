//! Only `rate` takes a list.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = ["5s", "6s"])]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
