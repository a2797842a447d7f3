//! A path is text.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = 5)]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
