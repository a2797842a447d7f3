//! A number without its unit is refused.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", slo = "99.9")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
