//! Whoever makes up a credential has a full bucket each time.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min per:header(authorization)")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
