//! A bucket for each request denies nothing.
//! Breaks: `the_key_of_a_rate_is_met_again`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min per:header(x-request-id)")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
