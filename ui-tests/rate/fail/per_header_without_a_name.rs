//! Which header is not said.
//! Breaks: `a_header_has_a_name`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "10/min per:header")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
