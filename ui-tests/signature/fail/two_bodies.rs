//! The first argument leaves nothing of the body to the second, under whatever name.
//! Breaks: `a_body_is_read_once`.
use actix_web::App;
use actix_web::web::{Bytes, Json};
use hardpoint::endpoint;

type Raw = Bytes;

#[endpoint(post = "/order")]
async fn order(quantity: Json<u32>, raw: Raw) -> String {
    format!("{quantity} in {} bytes", raw.len())
}

fn main() {
    let _ = App::new().service(order);
}
