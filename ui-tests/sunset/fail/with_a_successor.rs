//! What to use instead is said from the deprecation on.
//! Breaks: `a_word_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", sunset = "2026-12-01 successor:/v2/orders")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
