//! No time has no rate.
//! Breaks: `a_rate_lets_something_pass`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/0s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
