//! The same handler three times: bare, hardened, and answered from the cache.

use actix_web::get;
use actix_web::web::{Json, Path};
use hardpoint::prelude::*;
use serde::Serialize;

/// What every one of them answers.
#[derive(Serialize)]
pub(crate) struct Item {
    id: u64,
    name: &'static str,
    price: u32,
}

fn item(id: u64) -> Json<Item> {
    Json(Item {
        id,
        name: "widget",
        price: 100,
    })
}

/// Plain actix, no attribute.
#[get("/bare/{id}")]
pub(crate) async fn bare(id: Path<u64>) -> Json<Item> {
    item(*id)
}

/// The same, with a deadline and a rate limit.
#[endpoint(get = "/hard/{id}", timeout = "5s", rate = "1000000/s per:ip")]
pub(crate) async fn hard(id: Path<u64>) -> Json<Item> {
    item(*id)
}

/// The same, and cached.
#[endpoint(
    get = "/hit/{id}",
    timeout = "5s",
    rate = "1000000/s per:ip",
    cache = "ttl:60 shared"
)]
pub(crate) async fn hit(id: Path<u64>) -> Json<Item> {
    item(*id)
}
