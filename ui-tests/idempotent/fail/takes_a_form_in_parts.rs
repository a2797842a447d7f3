//! The boundary between the parts is another in each retry.
//! Breaks: `an_idempotent_request_is_read_in_whole`.
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{App, Error, FromRequest, HttpRequest};
use hardpoint::endpoint;

/// Stands for the one of `actix-multipart`.
struct Multipart;

impl FromRequest for Multipart {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self))
    }
}

#[endpoint(post = "/upload", idempotent)]
async fn upload(_: Multipart) -> &'static str {
    ""
}

fn main() {
    let _ = App::new().service(upload);
}
