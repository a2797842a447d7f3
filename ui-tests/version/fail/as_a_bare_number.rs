//! Values are text.
//! Breaks: `an_option_has_a_value`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", version = 2)]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
