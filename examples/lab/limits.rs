//! Rates, deadlines, slow bodies, concurrency.

use std::time::Duration;

use actix_web::web::Json;
use hardpoint::prelude::*;
use serde_json::{Value, json};

/// How long to take.
#[derive(ApiRequest)]
#[api(query)]
pub(crate) struct Pause {
    /// Milliseconds.
    #[api(default)]
    #[garde(range(max = 60_000))]
    ms: u64,
}

impl Pause {
    pub(crate) async fn rest(&self) {
        pause(self.ms).await;
    }
}

/// Takes that many milliseconds: the lab's stand-in for work.
pub(crate) async fn pause(ms: u64) {
    #[allow(
        clippy::disallowed_methods,
        reason = "being slow is what these handlers are for"
    )]
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

/// Ten a minute for each address.
#[endpoint(get = "/rate", rate = "10/min per:ip")]
pub(crate) async fn rate() -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// Five a minute for each `X-Key`, and eight for each address: both must pass.
#[endpoint(get = "/rates", rate = ["5/min per:header(x-key)", "8/min per:ip"])]
pub(crate) async fn rates() -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// Sleeps, under a short deadline.
#[endpoint(get = "/slow", timeout = "200ms")]
pub(crate) async fn slow(pause: Pause) -> Json<Value> {
    pause.rest().await;
    Json(json!({ "slept_ms": pause.ms }))
}

/// Takes any JSON, if it comes within a second.
#[endpoint(post = "/slow-body", timeout = "1s")]
pub(crate) async fn slow_body(body: Json<Value>) -> Json<Value> {
    Json(json!({ "received": body.into_inner() }))
}

/// Four at once.
#[endpoint(get = "/busy", concurrency = 4)]
pub(crate) async fn busy(pause: Pause) -> Json<Value> {
    pause.rest().await;
    Json(json!({ "slept_ms": pause.ms }))
}
