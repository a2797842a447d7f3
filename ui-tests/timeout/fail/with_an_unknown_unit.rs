//! Nobody knows what that is.
//! Breaks: `a_duration_has_its_unit`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "5sec")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
