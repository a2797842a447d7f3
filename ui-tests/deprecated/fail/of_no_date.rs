//! There is no such day.
//! Breaks: `a_date_is_a_day`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", deprecated = "2026-02-30")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
