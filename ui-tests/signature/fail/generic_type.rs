//! A route leads to one function.
//! Breaks: `an_endpoint_has_no_type_parameters`.
use actix_web::{App, web::Json};
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order<T: serde::de::DeserializeOwned>(body: Json<T>) -> String {
    drop(body);
    String::new()
}

fn main() {
    let _ = App::new().service(order);
}
