//! The value stands after `=`.
//! Breaks: `an_option_has_an_equals_sign`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout: "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
