//! Equal requests are told by their whole body.
use actix_web::{App, web};
use hardpoint::endpoint;

#[endpoint(post = "/import", idempotent)]
async fn import(body: web::Payload) -> &'static str {
    drop(body);
    ""
}

fn main() {
    let _ = App::new().service(import);
}
