//! What is public has no principal to be counted by.
//! Breaks: `callers_are_counted_where_they_are_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", public, rate = "10/min per:principal")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
