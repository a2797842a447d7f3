//! Equal requests are told by their whole body.
//! Breaks: `an_idempotent_request_is_read_in_whole`.
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
