//! Of two values one would be dropped.
//! Breaks: `an_option_is_said_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "5s", timeout = "6s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
