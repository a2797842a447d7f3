//! A tag may name a field of the query where some argument reads it, or may read it.
#![deny(warnings)]

use actix_web::web::{Path, Query};
use actix_web::{App, FromRequest, HttpRequest, dev::Payload};
use hardpoint::prelude::*;

#[derive(serde::Deserialize)]
struct Key {
    key: String,
}

#[endpoint(get = "/a/{id}", cache = "ttl:60 tags:a-{id}-{key}")]
async fn by_query(id: Path<u8>, query: Query<Key>) -> String {
    format!("{id}{}", query.key)
}

#[derive(ApiRequest)]
struct Cached {
    #[api(query)]
    #[garde(length(max = 8))]
    key: String,
    #[api(path)]
    id: u8,
}

#[endpoint(get = "/b/{id}", cache = "ttl:60 tags:b-{key}")]
async fn by_request(request: Cached) -> String {
    format!("{}{}", request.key, request.id)
}

#[endpoint(post = "/c/{id}", invalidates = "c-{key}")]
async fn by_hand(request: HttpRequest) -> String {
    request.query_string().to_owned()
}

struct Own;

impl FromRequest for Own {
    type Error = actix_web::Error;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self))
    }
}

impl hardpoint::Cacheable for Own {}

#[endpoint(get = "/d/{id}", cache = "ttl:60 tags:d-{key}")]
async fn by_own_extractor(_: Own) -> &'static str {
    ""
}

#[endpoint(get = "/e/{_ignored}")]
async fn ignored() -> &'static str {
    ""
}

fn main() {
    let _ = App::new()
        .service(by_query)
        .service(by_request)
        .service(by_hand)
        .service(by_own_extractor)
        .service(ignored);
}
