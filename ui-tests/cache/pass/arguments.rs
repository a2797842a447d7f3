//! What a cached handler may take: what is in the key, and what is the same for every request.
//! Keeps: `what_a_cached_handler_takes_is_in_the_key`, `a_shared_answer_takes_nobody`.
//! Keeps: `who_asks_is_in_the_key`, `headers_that_are_read_are_listed`.
#![deny(warnings)]

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{Accept, AcceptLanguage};
use actix_web::web::{self, Bytes, Data, Form, Header, Json, Path, Query, ThinData};
use actix_web::{App, Either, Error, FromRequest, HttpRequest};
use hardpoint::{Cacheable, KeyNeeds, prelude::*};

#[derive(ApiRequest)]
struct Search {
    #[api(path)]
    shop: u64,
    #[api(query)]
    page: Option<u32>,
    #[api(header = "accept-language")]
    #[garde(length(max = 16))]
    language: Option<String>,
}

#[endpoint(get = "/{shop}/orders", cache = "ttl:60")]
async fn search(search: Search, state: Data<str>, copied: ThinData<u8>, _: ()) -> String {
    format!("{}{:?}{:?}{}{}", search.shop, search.page, search.language, &**state, *copied)
}

#[endpoint(get = "/{shop}/orders/{id}", cache = "ttl:60 shared")]
async fn order(
    path: Path<(u64, u64)>,
    query: Option<Query<u8>>,
    _: Result<Query<u8>, Error>,
    _: Either<Query<u8>, Query<u16>>,
    _: (Method, Query<u8>, (Own,)),
) -> String {
    format!("{path:?}{}", query.is_some())
}

#[derive(ApiRequest)]
struct Own {
    #[api(query)]
    size: u64,
}

#[endpoint(get = "/sizes", cache = "ttl:60 vary:principal tags:size-{size}")]
async fn sizes((sized, who): (Own, Option<Principal>)) -> String {
    format!("{}{}", sized.size, who.is_some())
}

#[endpoint(post = "/report", cache = "ttl:60", idempotent)]
async fn report(_: Option<Json<u8>>, _: Option<Form<u8>>, body: Bytes) -> Bytes {
    body
}

#[endpoint(get = "/me", cache = "ttl:60 vary:principal")]
async fn me(context: RequestContext) -> String {
    context.principal().map_or("", Principal::id).to_owned()
}

#[endpoint(get = "/team", cache = "ttl:60 vary:tenant")]
async fn team(who: CurrentUser) -> String {
    who.0
}

#[endpoint(get = "/greeting", cache = "ttl:60 vary:accept-language,accept")]
async fn greeting(
    language: Header<AcceptLanguage>,
    _: Option<Header<Accept>>,
    _: Spoken,
    _: Own,
) -> String {
    language.to_string()
}

#[endpoint(get = "/own", cache = "ttl:60")]
async fn own(_: Target, _: Option<Target>) -> &'static str {
    ""
}

#[endpoint(timeout = "5s", cache = "ttl:60")]
async fn by_hand(_: web::Payload, #[cfg(any())] _missing: NoSuchType) -> &'static str {
    ""
}

type Spoken = Header<AcceptLanguage>;

/// An extractor that reads only the target.
struct Target;

impl FromRequest for Target {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self))
    }
}

impl Cacheable for Target {}

/// An extractor that is made of another.
struct CurrentUser(String);

impl FromRequest for CurrentUser {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(String::new())))
    }
}

impl Cacheable for CurrentUser {
    const NEEDS: KeyNeeds = Principal::NEEDS;
}

fn main() {
    let _ = App::new()
        .service(search)
        .service(order)
        .service(sizes)
        .service(report)
        .service(me)
        .service(team)
        .service(greeting)
        .service(own)
        .default_service(web::to(by_hand));
}
