//! Several rates are a list.
//! Breaks: `an_option_is_said_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "5/s", rate = "100/min")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
