//! Names of the prelude are shadowed, the crate is renamed, and actix-web is not in sight.
//! Keeps: `the_crate_is_a_path`.
#![deny(warnings, missing_docs)]
#![no_implicit_prelude]

extern crate actix_web as web_framework;
extern crate core as actix_web;
extern crate core as hardpoint;
extern crate hardpoint as renamed;

use renamed::endpoint;
use web_framework::web::{Json, Path};

macro_rules! shadow {
    ($($name:ident)+) => {$(
        #[allow(dead_code)]
        struct $name;
    )+};
}

shadow!(Result Option Some None Ok Err Box String Vec Cow Copy Clone Debug Future Send Sync Sized Self_);

#[allow(dead_code, non_camel_case_types)]
struct request;
#[allow(dead_code, non_camel_case_types)]
struct payload;

/// Everything at once.
#[endpoint(
    crate = "renamed",
    put = "/orders/{id}",
    timeout = "5s",
    body = "1KiB",
    rate = ["5/min per:header(x-key)", "8/min per:ip burst:20 cost:2 on-outage:deny mode:shadow"],
    concurrency = "64 queue:128 wait:200ms",
    cache = "ttl:60 vary:principal,accept-language tags:orders,order-{id} max:1MiB status:404",
    invalidates = "stock,stock-{id}",
    idempotent = "ttl:1h optional rerun-safe",
    criticality = "critical",
    name = "replace_order",
    tag = "orders"
)]
pub async fn replace(
    id: Path<u64>,
    order: Json<u8>,
) -> ::core::result::Result<Json<u64>, web_framework::Error> {
    if *order == 0 {
        ::core::result::Result::Err(web_framework::error::ErrorNotFound(""))?;
    }
    ::core::result::Result::Ok(Json(*id))
}

#[endpoint(crate = crate::inner::reexport, get = "/", timeout = "none because:it streams", body = "stream")]
async fn through_a_path() -> &'static str {
    ""
}

mod inner {
    pub(crate) use ::renamed as reexport;
}

#[endpoint(crate = ::renamed)]
async fn by_hand() -> &'static str {
    ""
}

fn main() {
    let _ = web_framework::App::new()
        .service(replace)
        .service(through_a_path)
        .default_service(web_framework::web::to(by_hand));
}
