//! Either everyone may call, or whoever is known.
//! Breaks: `public_stands_without_auth`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", auth = "orders:read", public)]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
