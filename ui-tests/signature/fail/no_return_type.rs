//! There is nothing to answer.
//! Breaks: `an_endpoint_says_what_it_returns`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order() {}

fn main() {
    let _ = App::new().service(order);
}
