//! A route leads to one function.
//! Breaks: `an_endpoint_has_no_type_parameters`.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order<const N: usize>() -> String {
    N.to_string()
}

fn main() {
    let _ = App::new().service(order);
}
