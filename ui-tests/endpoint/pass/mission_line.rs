//! The line of the README, on every form.
#![deny(warnings, missing_docs)]

use actix_web::web::Path;
use actix_web::{App, Responder, get, post, web};
use hardpoint::endpoint;

/// In the attribute.
#[endpoint(get = "/a/{symbol}", timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
async fn in_the_attribute(symbol: Path<String>) -> impl Responder {
    symbol.into_inner()
}

/// Above `#[get]`.
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
#[get("/b/{symbol}")]
async fn above_get(symbol: Path<String>) -> impl Responder {
    symbol.into_inner()
}

/// Above `#[post]`.
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
#[post("/c")]
async fn above_post(body: String) -> impl Responder {
    body
}

/// Above `#[route]`.
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
#[actix_web::route("/d", method = "GET", method = "POST")]
async fn above_route(body: String) -> impl Responder {
    body
}

/// Below `#[get]`.
#[get("/e/{symbol}")]
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
async fn below_get(symbol: Path<String>) -> impl Responder {
    symbol.into_inner()
}

/// Below `#[post]`.
#[post("/f")]
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
async fn below_post(body: String) -> impl Responder {
    body
}

/// Without a route.
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
async fn by_hand(symbol: Path<String>) -> impl Responder {
    symbol.into_inner()
}

fn main() {
    let _ = App::new()
        .service(in_the_attribute)
        .service(above_get)
        .service(above_post)
        .service(above_route)
        .service(below_get)
        .service(below_post)
        .service(web::resource("/g/{symbol}").route(web::get().to(by_hand)))
        .service(web::resource("/h/{symbol}").to(in_the_attribute));
}
