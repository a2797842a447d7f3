//! Whole bodies, answers that nothing is known of, and safe methods, on which it has no effect.
//! Keeps: `an_idempotent_answer_is_there_in_whole`, `an_idempotent_request_is_read_in_whole`.
#![deny(warnings)]

use actix_web::web::{Bytes, Json, Payload};
use actix_web::{App, Either, HttpResponse, Responder};
use hardpoint::endpoint;

#[endpoint(post = "/a", idempotent)]
async fn whole(_: Option<Json<u8>>, body: Bytes) -> Either<HttpResponse, Bytes> {
    Either::Right(body)
}

#[endpoint(put = "/b", idempotent)]
async fn some(_: String) -> impl Responder {
    HttpResponse::NoContent().finish()
}

#[endpoint(query = "/c", idempotent)]
async fn safe(_: Payload) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[endpoint(post = "/d")]
async fn not_idempotent(_: Payload) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

fn main() {
    let _ = App::new()
        .service(whole)
        .service(some)
        .service(safe)
        .service(not_idempotent);
}
