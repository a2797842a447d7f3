//! It is a type parameter without a name.
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
