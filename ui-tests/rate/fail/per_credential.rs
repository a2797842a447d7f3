//! Whoever makes up a credential has a full bucket each time.
//! Breaks: `credentials_are_no_key_of_a_rate`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min per:header(authorization)")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
