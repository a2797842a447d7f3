//! An answer that late is none any more.
//! Breaks: `an_objective_lies_within_the_timeout`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", timeout = "1s", slo = "99.9% under:2s")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
