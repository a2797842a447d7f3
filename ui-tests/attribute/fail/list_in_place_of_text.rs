//! Only `rate` takes a list.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = ["5s", "6s"])]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
