//! Options stand apart.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "5s" rate = "10/min")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
