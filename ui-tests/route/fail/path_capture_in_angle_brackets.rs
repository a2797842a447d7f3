//! A path of Rocket.
//! Breaks: `a_capture_stands_in_braces`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders/<id>")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
