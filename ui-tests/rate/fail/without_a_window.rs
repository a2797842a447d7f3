//! How many is no rate without in which time.
//! Breaks: `a_rate_has_a_window`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
