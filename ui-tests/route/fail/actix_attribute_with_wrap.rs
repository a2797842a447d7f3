//! The pipeline stands in place of middleware.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint]
#[actix_web::get("/order", wrap = "Logger::default()")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
