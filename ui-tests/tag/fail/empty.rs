//! A group has a name.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order", tag = "")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
