//! It would take months to be seen.
//! Breaks: `an_objective_can_be_counted`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", slo = "99.9999%")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
