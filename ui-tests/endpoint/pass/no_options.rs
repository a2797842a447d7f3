//! Without any option: every default, and still an endpoint.
#![deny(warnings)]

use actix_web::{App, web};
use hardpoint::endpoint;

#[endpoint]
async fn bare() -> &'static str {
    "bare"
}

#[endpoint()]
#[actix_web::get("/empty")]
async fn empty() -> &'static str {
    "empty"
}

fn main() {
    let _ = App::new().route("/bare", web::get().to(bare)).service(empty);
}
