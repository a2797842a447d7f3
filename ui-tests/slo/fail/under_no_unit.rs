//! A duration has a unit.
//! Breaks: `a_duration_has_its_unit`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", slo = "99.9% under:300")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
