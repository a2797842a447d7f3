//! What the tail is could not be read.
//! Breaks: `a_tail_has_a_name`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/files/*")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
