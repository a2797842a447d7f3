//! A small but true service: orders, and stock that runs out.
//!
//! Serves on `LISTEN`, `127.0.0.1:8080` unless set, from memory.

mod api;
mod shop;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use hardpoint::prelude::*;
use tracing_subscriber::EnvFilter;

use crate::shop::Shop;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .init();
    #[allow(
        clippy::disallowed_methods,
        reason = "this is where the example reads its setting"
    )]
    let listen = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());

    let shop = Data::new(Shop::stocked([("anvil", 3), ("rope", 100), ("rocket", 1)]));
    let hardpoint = Hardpoint::builder().endpoints(api::all()).build()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shop.clone())
            .configure(hardpoint.mount())
    })
    .bind(&listen)
    .map_err(|error| std::io::Error::new(error.kind(), format!("LISTEN={listen}: {error}")))?;
    tracing::info!("serving orders on http://{listen}/v1/orders");
    server.run().await?;
    Ok(())
}
