//! The line on the box, on a POST.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::post;
use actix_web::web::{Bytes, Json};
use hardpoint::prelude::*;
use serde_json::{Value, json};

static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

/// Gives the body back, with how many times it ran.
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
#[post("/literal")]
pub(crate) async fn literal(body: Bytes) -> Json<Value> {
    let count = EXECUTIONS.fetch_add(1, Ordering::SeqCst) + 1;
    let body = serde_json::from_slice(&body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
    Json(json!({ "body": body, "count": count }))
}
