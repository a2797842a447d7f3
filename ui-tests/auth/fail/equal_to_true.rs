//! A flag needs no value, and a boolean is no scope.
//! Breaks: `an_option_has_a_value_of_its_kind`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = true)]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
