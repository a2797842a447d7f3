//! No time is left to run.
//! Breaks: `waiting_ends_before_the_timeout`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "1s", concurrency = "4 queue:8 wait:2s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
