//! There is nothing to be read.
//! Breaks: `what_is_taken_is_captured`.
use actix_web::{App, web::Path};
use hardpoint::endpoint;

#[endpoint(get = "/orders")]
async fn orders(id: Option<Path<u64>>) -> String {
    format!("{id:?}")
}

fn main() {
    let _ = App::new().service(orders);
}
