//! Clients need a day to move away.
//! Breaks: `a_sunset_follows_the_deprecation`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", deprecated = "2026-06-01", sunset = "2026-05-01")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
