//! The pipeline stands in place of guards.
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
