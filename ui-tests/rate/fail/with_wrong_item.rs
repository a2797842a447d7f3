//! Only the wrong one is underlined.
//! Breaks: `a_rate_has_a_window`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = ["10/min", "100/hr"])]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
