//! There is nothing to answer.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order() {}

fn main() {
    let _ = App::new().service(order);
}
