//! Units are written.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "5")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
