//! A misspelt option would promise nothing.
//! Breaks: `an_option_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timout = "5s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
