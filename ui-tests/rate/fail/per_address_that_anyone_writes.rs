//! Any client can write that header.
//! Breaks: `addresses_are_taken_from_trusted_proxies`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min per:header(x-forwarded-for)")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
