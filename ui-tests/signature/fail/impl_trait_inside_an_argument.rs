//! It is a type parameter without a name.
//! Breaks: `an_argument_has_a_type`.
use actix_web::{App, web::Json};
use hardpoint::endpoint;

#[endpoint(get = "/order")]
async fn order(body: Json<impl serde::de::DeserializeOwned>) -> String {
    drop(body);
    String::new()
}

fn main() {
    let _ = App::new().service(order);
}
