//! Nobody waits that long.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", rate = "1/d burst:4000000000")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
