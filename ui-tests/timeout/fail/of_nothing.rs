//! No time is enough for nothing.
//! Breaks: `a_timeout_leaves_time`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "0s")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
