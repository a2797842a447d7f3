//! Any responder, any result of one.
//! Keeps: `an_answer_is_a_responder`.
#![deny(warnings)]

use actix_web::http::StatusCode;
use actix_web::web::{Json, Path, Redirect};
use actix_web::{App, Either, HttpResponse, Responder, ResponseError};
use hardpoint::endpoint;

#[derive(Debug)]
struct Missing;

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("missing")
    }
}

impl ResponseError for Missing {}

#[endpoint(get = "/a")]
async fn text() -> &'static str {
    ""
}

#[endpoint(get = "/b")]
async fn response() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[endpoint(get = "/c")]
async fn some_responder() -> impl Responder {
    (Json(1), StatusCode::ACCEPTED)
}

#[endpoint(get = "/d/{id}")]
async fn fallible(id: Path<u8>) -> Result<Json<u8>, Missing> {
    if *id == 0 { Err(Missing) } else { Ok(Json(*id)) }
}

#[endpoint(get = "/e")]
async fn actix_result() -> actix_web::Result<impl Responder> {
    let number: u8 = "1".parse().map_err(actix_web::error::ErrorBadRequest)?;
    Ok(Json(number))
}

#[endpoint(get = "/f")]
async fn optional() -> Option<Json<u8>> {
    None
}

#[endpoint(get = "/g")]
async fn either() -> Either<Redirect, Json<u8>> {
    Either::Right(Json(1))
}

#[endpoint(get = "/h")]
async fn never_waits(path: Path<()>) -> impl Responder + use<> {
    let () = path.into_inner();
    ""
}

fn main() {
    let _ = App::new()
        .service(text)
        .service(response)
        .service(some_responder)
        .service(fallible)
        .service(actix_result)
        .service(optional)
        .service(either)
        .service(never_waits);
}
