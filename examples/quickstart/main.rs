//! The smallest hardened service: `curl -i 'http://127.0.0.1:8080/quotes/ACME'`.

use actix_web::web::{Json, Path};
use actix_web::{App, HttpServer};
use hardpoint::prelude::*;
use serde::Serialize;

#[derive(Serialize)]
struct Quote {
    symbol: String,
    cents: u64,
}

#[derive(Debug, ApiError)]
enum QuoteError {
    #[api(
        status = 404,
        code = "unknown_symbol",
        message = "nobody trades {symbol}"
    )]
    Unknown { symbol: String },
}

/// The last price of one symbol.
#[endpoint(
    get = "/quotes/{symbol}",
    timeout = "5s",
    rate = "10/min",
    cache = "ttl:60"
)]
async fn quote(symbol: Path<String>) -> Result<Json<Quote>, QuoteError> {
    let symbol = symbol.into_inner();
    match symbol.as_str() {
        "ACME" => Ok(Json(Quote {
            symbol,
            cents: 12_345,
        })),
        _ => Err(QuoteError::Unknown { symbol }),
    }
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let hardpoint = Hardpoint::builder().endpoints(endpoints![quote]).build();
    HttpServer::new(move || App::new().configure(hardpoint.mount()))
        .bind(("127.0.0.1", 8080))?
        .run()
        .await
}
