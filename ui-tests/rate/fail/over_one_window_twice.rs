//! One of them is a mistake.
//! Breaks: `a_rate_is_said_once`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = ["10/min", "20/min"])]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
