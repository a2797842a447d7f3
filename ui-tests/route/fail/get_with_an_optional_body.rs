//! What is never there need not be asked for.
//! Breaks: `a_get_reads_no_body`.
use actix_web::{App, get};
use hardpoint::endpoint;

#[endpoint(timeout = "5s")]
#[get("/orders")]
async fn orders(filter: Option<String>) -> String {
    filter.unwrap_or_default()
}

fn main() {
    let _ = App::new().service(orders);
}
