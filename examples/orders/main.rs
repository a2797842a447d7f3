//! A small but true service: orders, and stock that runs out.
//!
//! Serves on `LISTEN`, `127.0.0.1:8080` unless set, from memory.

mod api;
mod settings;
mod shop;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use hardpoint::Settings as _;
use hardpoint::prelude::*;
use tracing_subscriber::EnvFilter;

use crate::settings::OrdersSettings;
use crate::shop::Shop;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .init();
    let settings = OrdersSettings::load_with_sources()?;
    tracing::info!("settings in force:\n{settings}");

    let stock = &settings.stock;
    let shop = Data::new(Shop::stocked([
        ("anvil", stock.anvil),
        ("rope", stock.rope),
        ("rocket", stock.rocket),
    ]));
    let hardpoint = Hardpoint::builder().endpoints(api::all()).build()?;
    let listen = settings.listen;
    let drain = hardpoint.drain_budget().as_secs();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shop.clone())
            .configure(hardpoint.mount())
    })
    .workers(settings.workers)
    .shutdown_timeout(drain)
    .bind(listen)
    .map_err(|error| std::io::Error::new(error.kind(), format!("LISTEN={listen}: {error}")))?;
    tracing::info!("serving orders on http://{listen}/v1/orders");
    server.run().await?;
    Ok(())
}
