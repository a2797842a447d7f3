//! A cached endpoint that counts how often it ran, and its invalidation.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpResponse;
use actix_web::web::Json;
use hardpoint::prelude::*;
use serde_json::{Value, json};

use crate::limits::pause;

static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

/// Which entry, and how long its making takes.
#[derive(ApiRequest)]
#[api(query)]
pub(crate) struct Entry {
    #[garde(length(min = 1, max = 64))]
    key: String,
    /// Milliseconds.
    #[api(default)]
    #[garde(range(max = 60_000))]
    ms: u64,
}

/// Fresh for two seconds, stale for two more.
#[endpoint(get = "/cached", cache = "ttl:2 stale:2 shared tags:cached-{key}")]
pub(crate) async fn read(entry: Entry) -> Json<Value> {
    pause(entry.ms).await;
    let count = EXECUTIONS.fetch_add(1, Ordering::SeqCst) + 1;
    Json(json!({ "key": entry.key, "count": count }))
}

/// How many times `/cached` ran.
#[endpoint(get = "/cached/executions", name = "cached_executions")]
pub(crate) async fn executions() -> Json<Value> {
    Json(json!({ "executions": EXECUTIONS.load(Ordering::SeqCst) }))
}

/// Which entry is to be forgotten.
#[derive(ApiRequest)]
#[api(query)]
pub(crate) struct Forget {
    #[garde(length(min = 1, max = 64))]
    key: String,
}

/// Makes the entries of one key invalid.
#[endpoint(post = "/cached/invalidate", invalidates = "cached-{key}")]
pub(crate) async fn invalidate(forget: Forget) -> HttpResponse {
    tracing::info!(key = %forget.key, "forgotten");
    HttpResponse::NoContent().finish()
}
