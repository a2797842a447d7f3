//! Who waits for no time does not wait.
//! Breaks: `a_queue_has_an_end`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", concurrency = "4 queue:8 wait:0s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
