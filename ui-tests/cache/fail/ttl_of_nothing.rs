//! What is kept for no time is not kept.
//! Breaks: `a_ttl_keeps_something`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", cache = "ttl:0")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
