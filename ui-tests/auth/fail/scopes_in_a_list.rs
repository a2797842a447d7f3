//! Scopes are one text, with commas.
//! Breaks: `scopes_are_one_text`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = ["orders:read", "orders:write"])]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
