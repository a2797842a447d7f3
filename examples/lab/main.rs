//! One endpoint per policy at a fixed address, for trying things with curl.
//!
//! Serves on `LISTEN`, `127.0.0.1:8080` unless set.

mod cached;
mod failures;
mod items;
mod limits;
mod literal;
mod orders;
mod strict;

use actix_web::{App, HttpServer};
use hardpoint::prelude::*;
use tracing_subscriber::EnvFilter;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
        .init();
    #[allow(
        clippy::disallowed_methods,
        reason = "this is where the lab reads its one setting"
    )]
    let listen = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());

    let hardpoint = Hardpoint::builder().endpoints(all()).build()?;
    let drain = hardpoint.drain_budget().as_secs();
    HttpServer::new(move || App::new().service(items::bare).configure(hardpoint.mount()))
        .shutdown_timeout(drain)
        .bind(&listen)
        .map_err(|error| std::io::Error::new(error.kind(), format!("LISTEN={listen}: {error}")))?
        .run()
        .await?;
    Ok(())
}

/// Every endpoint of the lab; fixed paths before captures.
fn all() -> Endpoints {
    endpoints![
        items::hard,
        items::hit,
        limits::rate,
        limits::rates,
        limits::slow,
        limits::slow_body,
        limits::busy,
        orders::executions,
        orders::create,
        cached::executions,
        cached::invalidate,
        cached::read,
        literal::literal,
        strict::strict,
        failures::panic,
        failures::error,
    ]
}
