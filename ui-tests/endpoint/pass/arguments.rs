//! Any extractor, any pattern, lifetimes, `cfg`, private types, as many as actix takes.
//! Keeps: `an_argument_is_made_of_a_request`.
#![deny(warnings, missing_docs)]

use actix_web::dev::{ConnectionInfo, PeerAddr};
use actix_web::http::Method;
use actix_web::web::{self, Bytes, Data, Form, Header, Json, Path, Payload, Query, ReqData};
use actix_web::{App, Either, HttpRequest, HttpResponse, Responder};
use hardpoint::{RequestContext, endpoint};
use serde::Deserialize;

#[derive(Deserialize)]
struct Page {
    page: u32,
}

#[endpoint(get = "/none")]
async fn none() -> &'static str {
    "none"
}

#[endpoint(get = "/{a}/{b}", timeout = "1s")]
async fn patterns(
    path: Path<(u32, u32)>,
    mut query: Query<Page>,
    _: HttpRequest,
    Query(Page { page }): Query<Page>,
) -> String {
    let (a, b) = path.into_inner();
    query.page += a + b + page;
    query.page.to_string()
}

#[endpoint(get = "/lifetimes")]
async fn lifetimes<'a, 'b>(
    name: Data<&'a str>,
    other: Data<&'b str>,
    any: Data<Box<dyn Fn(&str) -> usize>>,
    same: Data<std::borrow::Cow<'_, str>>,
) -> String
where
    'a: 'b,
{
    format!("{}{}{}{}", **name, **other, any("x"), **same)
}

#[endpoint(post = "/cfg")]
async fn under_cfg(
    #[cfg(any())] _missing: NoSuchType,
    #[cfg(all())] present: String,
    #[allow(unused_variables)] unused: Method,
) -> String {
    present
}

#[endpoint(post = "/sixteen")]
#[allow(clippy::too_many_arguments)]
async fn sixteen(
    _1: HttpRequest,
    _2: HttpRequest,
    _3: ConnectionInfo,
    _4: PeerAddr,
    _5: Method,
    _6: Option<Header<actix_web::http::header::ContentLength>>,
    _7: Result<Query<Page>, actix_web::Error>,
    _8: Data<str>,
    _9: ReqData<u8>,
    _10: RequestContext,
    _11: (),
    _12: (HttpRequest, HttpRequest),
    _13: HttpRequest,
    _14: HttpRequest,
    _15: HttpRequest,
    _16: Either<Json<Page>, Form<Page>>,
) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[endpoint(post = "/bytes", body = "1MiB")]
async fn bytes(body: Bytes) -> Bytes {
    body
}

#[endpoint(post = "/stream", body = "stream")]
async fn stream(_body: Payload) -> impl Responder {
    ""
}

/// A public endpoint may take private types, as it may under actix's own attributes.
pub mod public {
    use super::*;

    #[derive(Deserialize)]
    struct Private {
        page: u32,
    }

    /// A page.
    #[endpoint(post = "/private")]
    pub async fn private(page: Json<Private>) -> String {
        page.page.to_string()
    }
}

#[endpoint(get = "/own/{id}")]
async fn own(own: Own) -> String {
    own.0
}

struct Own(String);

impl actix_web::FromRequest for Own {
    type Error = actix_web::error::ParseError;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        std::future::ready(Ok(Self(request.path().to_owned())))
    }
}

fn main() {
    let _ = App::new()
        .service(web::scope("/all").service(none).service(patterns).service(lifetimes))
        .service(under_cfg)
        .service(sixteen)
        .service(bytes)
        .service(stream)
        .service(public::private)
        .service(own);
}
