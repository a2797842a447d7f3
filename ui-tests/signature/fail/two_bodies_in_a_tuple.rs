//! A body is read once, whatever stands around its readers.
//! Breaks: `a_body_is_read_once`.
use actix_web::App;
use actix_web::web::{Bytes, Json};
use hardpoint::endpoint;

#[endpoint(post = "/orders")]
async fn order((raw, order): (Bytes, Json<u64>)) -> String {
    format!("{raw:?}{order}")
}

fn main() {
    let _ = App::new().service(order);
}
