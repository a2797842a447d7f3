//! A queue has a bound in time.
//! Breaks: `a_queue_has_an_end`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", concurrency = "64 queue:128")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
