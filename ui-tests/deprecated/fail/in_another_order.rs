//! Dates are written as ISO 8601 has them.
//! Breaks: `a_date_is_a_day`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", deprecated = "01.06.2026")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
