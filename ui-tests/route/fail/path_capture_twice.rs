//! One of them could not be read.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order/{id}/{id}")]
async fn order() -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(order);
}
