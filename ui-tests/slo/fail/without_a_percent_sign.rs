//! A number without its unit is refused.
//! Breaks: `an_objective_is_a_percentage`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", slo = "99.9")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
