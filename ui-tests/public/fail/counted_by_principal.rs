//! What is public has no principal to be counted by.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", public, rate = "10/min per:principal")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
