//! That is no limit, but a wall.
//! Breaks: `a_rate_lets_something_pass`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "0/s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
