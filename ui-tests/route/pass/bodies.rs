//! A body is read where a request has one, or may have one.
//! Keeps: `a_get_reads_no_body`.
#![deny(warnings)]

use actix_web::web::{self, Json, Query};
use actix_web::{App, Either, route};
use hardpoint::prelude::*;

#[derive(ApiRequest)]
struct Search {
    #[api(query)]
    page: u32,
}

#[endpoint(get = "/get")]
async fn get(search: Search, _: Option<Query<u8>>) -> String {
    search.page.to_string()
}

#[endpoint(query = "/query")]
async fn query(body: Json<u8>) -> String {
    body.to_string()
}

#[endpoint(delete = "/delete")]
async fn delete(body: String) -> String {
    body
}

#[endpoint]
#[route("/both", method = "GET", method = "POST")]
async fn both(body: String) -> String {
    body
}

#[endpoint(get = "/either")]
async fn either(_: Either<Query<u8>, Json<u8>>) -> &'static str {
    ""
}

#[endpoint]
async fn by_hand(body: String) -> String {
    body
}

fn main() {
    let _ = App::new()
        .service(get)
        .service(query)
        .service(delete)
        .service(both)
        .service(either)
        .default_service(web::to(by_hand));
}
