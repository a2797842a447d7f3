//! `#[utoipa::path]` above and below: its type stands beside ours, where `OpenApi` looks for it.
#![deny(warnings)]

use actix_web::{App, get};
use hardpoint::endpoint;
use utoipa::OpenApi;

#[utoipa::path(get, path = "/above", responses((status = 200)))]
#[endpoint(get = "/above", timeout = "1s")]
async fn above() -> &'static str {
    "above"
}

#[endpoint(get = "/below", timeout = "1s")]
#[utoipa::path(get, path = "/below", responses((status = 200)))]
async fn below() -> &'static str {
    "below"
}

/// Documented.
#[endpoint(timeout = "1s")]
#[utoipa::path(get, path = "/between", responses((status = 200)))]
#[get("/between")]
#[tracing::instrument]
async fn between() -> &'static str {
    "between"
}

#[derive(OpenApi)]
#[openapi(paths(above, below, between))]
struct Api;

fn main() {
    let _ = App::new().service(above).service(below).service(between);
    assert_eq!(Api::openapi().paths.paths.len(), 3);
}
