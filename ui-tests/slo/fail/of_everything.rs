//! Where no error is allowed there is nothing to budget for.
//! Breaks: `an_objective_leaves_an_error_budget`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/orders", slo = "100%")]
async fn orders() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(orders);
}
