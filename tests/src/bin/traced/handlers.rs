//! What is traced, one way an endpoint.

use std::io;
use std::sync::LazyLock;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use hardpoint::Tx;
use hardpoint::db::{self, Db};
use hardpoint::dependency::{self, DependencyError, ErrorClass, Guard};
use hardpoint::http;
use hardpoint::prelude::*;
use hardpoint::traces::Trace;
use serde_json::{Value, json};
use tracing::Instrument as _;

pub(crate) fn all() -> Endpoints {
    endpoints![
        asks, cached, fails, limited, missing, once, outgoing, panics, plain, queries, secrets,
        stock, tells, written
    ]
}

#[derive(Debug, ApiError)]
enum Failure {
    #[api(status = 404, code = "not_there")]
    Missing,
    #[api(status = 503, code = "not_now")]
    Away,
    #[api(transparent)]
    Database(#[from] db::Error),
}

#[endpoint(get = "/plain/{id}", timeout = "5s")]
async fn plain(id: Path<String>) -> String {
    id.into_inner()
}

/// Says something in a task that knows its request by the span alone.
#[endpoint(get = "/tells", timeout = "5s")]
async fn tells() -> &'static str {
    let task = async { tracing::warn!("in a task") }.in_current_span();
    let _ = tokio::spawn(task).await;
    "told"
}

#[endpoint(get = "/missing/{id}", timeout = "5s")]
async fn missing(_id: Path<String>) -> Result<&'static str, Failure> {
    Err(Failure::Missing)
}

#[endpoint(get = "/fails", timeout = "5s")]
async fn fails() -> Result<&'static str, Failure> {
    Err(Failure::Away)
}

#[endpoint(get = "/panics", timeout = "5s")]
async fn panics() -> &'static str {
    panic!("as handlers do")
}

/// Asks this very service, as if it were another one.
#[endpoint(get = "/asks", timeout = "5s")]
async fn asks(request: HttpRequest) -> Result<&'static str, Failure> {
    let here = request.app_config().local_addr();
    let here = format!("http://{here}");
    let client = http::Client::builder("itself").base_url(here).build();
    let client = client.map_err(|_| Failure::Away)?;
    for (target, is_well) in [("/plain/4711", true), ("/missing/4711", false)] {
        assert_eq!(client.get(target).send().await.is_ok(), is_well);
    }
    Ok("asked")
}

/// What a call to another service would have as its headers: of the request, and from within a span.
#[endpoint(get = "/outgoing", timeout = "5s")]
async fn outgoing(context: RequestContext) -> Json<Value> {
    let span = tracing::info_span!("calls", otel.kind = "client");
    let inner = async { Trace::current().map(|trace| trace.traceparent()) };
    let task = tokio::spawn(inner.instrument(span)).await;
    let state = context.trace().state().map(str::to_owned);
    let request = context.trace().traceparent();
    Json(json!({ "request": request, "inner": task.ok(), "state": state }))
}

#[endpoint(get = "/cached/{id}", timeout = "5s", cache = "ttl:60 shared")]
async fn cached(id: Path<String>) -> String {
    id.into_inner()
}

#[endpoint(get = "/limited", timeout = "5s", rate = "1000/s per:global")]
async fn limited() -> &'static str {
    "ok"
}

#[endpoint(post = "/once", timeout = "5s", idempotent)]
async fn once() -> &'static str {
    "done"
}

#[endpoint(post = "/tx", timeout = "5s", idempotent = "tx")]
async fn written(tx: &mut Tx) -> Result<&'static str, Failure> {
    tx.execute("CREATE TABLE IF NOT EXISTS notes (id text)", &[])
        .await?;
    tx.execute("INSERT INTO notes (id) VALUES ($1)", &[&"4711"])
        .await?;
    Ok("done")
}

#[endpoint(get = "/queries/{id}", timeout = "5s")]
async fn queries(id: Path<String>, db: Data<Db>) -> Result<String, Failure> {
    let sql = "SELECT $1::text || 'hunter2' FROM pg_class LIMIT 1";
    let _ = db.read().query_one(sql, &[&*id]).await?;
    let refused = db.read().query("SELECT 1/0 FROM pg_class", &[]).await;
    assert!(refused.is_err());
    db.transaction(async |tx| tx.query("SELECT 1 FROM pg_type LIMIT 1", &[]).await)
        .await?;
    Ok("asked".to_owned())
}

static INVENTORY: LazyLock<Guard> = LazyLock::new(|| {
    let guard = Guard::builder("inventory").idempotent();
    let retry = "2 base:1ms".parse().expect("a retry");
    guard.retry(retry).build().expect("a guard")
});

/// Is in stock at the second attempt, or never.
#[endpoint(get = "/stock/{sku}", timeout = "5s")]
async fn stock(sku: Path<String>) -> Result<&'static str, DependencyError> {
    let attempt = async || match dependency::current().map(|call| call.attempt()) {
        Some(2) if *sku == "nails" => Ok("plenty"),
        _ => {
            let class = ErrorClass::passing("down");
            Err(DependencyError::classed(class, io::Error::other("4711")))
        }
    };
    INVENTORY.call(attempt).await
}

/// Says secrets in spans of its own.
#[endpoint(get = "/secrets/{secret}", timeout = "5s")]
async fn secrets(secret: Path<String>) -> &'static str {
    let secret = secret.as_str();
    let url = format!("https://u:{secret}@h/?token={secret}&x=1");
    let name = format!("asks token={secret}");
    let sql = format!("SELECT '{secret}'");
    let span = tracing::info_span!(
        "asks",
        otel.name = name,
        url,
        password = secret,
        iban = secret,
        db.query.text = sql,
    );
    async { tracing::error!(secret, "Bearer {secret}") }
        .instrument(span)
        .await;
    "ok"
}
