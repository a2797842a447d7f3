//! Options stand apart.
//! Breaks: `options_are_parted_by_commas`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", timeout = "5s" rate = "10/min")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
