//! Everyone is everyone.
//! Breaks: `public_is_a_flag`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", public = "orders:read")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
