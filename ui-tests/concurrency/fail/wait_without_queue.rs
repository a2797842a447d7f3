//! Without a queue nobody waits.
//! Breaks: `a_queue_has_an_end`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", concurrency = "4 wait:1s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
