//! Of two words that are as near, the one that begins so is meant.
//! Breaks: `an_option_is_known`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", aut = "orders:read")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
