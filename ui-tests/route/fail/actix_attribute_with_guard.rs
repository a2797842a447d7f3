//! The pipeline stands in place of guards.
//! Breaks: `guards_and_wraps_are_mounted_by_hand`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint]
#[actix_web::get("/order", guard = "allowed")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
