//! A route leads to one function.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order<const N: usize>() -> String {
    N.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
