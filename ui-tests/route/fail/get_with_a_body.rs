//! The requests of a `GET` have no body to be read.
//! Breaks: `a_get_reads_no_body`.
use actix_web::{App, web::Json};
use hardpoint::endpoint;

#[endpoint(get = "/orders")]
async fn orders(filter: Json<u8>) -> String {
    filter.to_string()
}

fn main() {
    let _ = App::new().service(orders);
}
