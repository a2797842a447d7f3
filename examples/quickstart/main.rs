//! The smallest hardened service: `curl -i http://127.0.0.1:8080/quotes/ACME`.

use actix_web::get;
use actix_web::web::{Json, Path};
use hardpoint::prelude::*;
use serde::Serialize;

#[derive(Serialize)]
struct Quote {
    cents: u64,
}

#[derive(Debug, ApiError)]
enum QuoteError {
    #[api(status = 404, code = "unknown_symbol", message = "nobody trades {0}")]
    Unknown(String),
}

/// The last price of one symbol.
#[endpoint(timeout = "5s", rate = "10/min", cache = "ttl:60", idempotent)]
#[get("/quotes/{symbol}")]
async fn quote(symbol: Path<String>) -> Result<Json<Quote>, QuoteError> {
    match symbol.as_str() {
        "ACME" => Ok(Json(Quote { cents: 12_345 })),
        _ => Err(QuoteError::Unknown(symbol.into_inner())),
    }
}

#[actix_web::main]
async fn main() -> hardpoint::Result<()> {
    Hardpoint::builder()
        .endpoints(endpoints![quote])
        .run("127.0.0.1:8080")
        .await
}
