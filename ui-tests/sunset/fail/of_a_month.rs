//! A month has many days.
//! Breaks: `a_date_is_a_day`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", sunset = "2026-12")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
