//! A word that nobody reads promises nothing.
//! Breaks: `a_word_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", deprecated = "2026-06-01 sea:/docs/v2")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
