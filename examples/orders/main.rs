//! A small but true service: orders, and stock that runs out.
//!
//! Serves on `LISTEN`, `127.0.0.1:8080` unless set. Orders are in the database at `DATABASE_URL`,
//! and in memory without one; instances that have the same, or the same `REDIS_URL`, are one
//! service.

mod api;
mod order;
mod settings;
mod shelves;
mod shop;
#[path = "../stores.rs"]
mod stores;
mod tables;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use hardpoint::Settings as _;
use hardpoint::prelude::*;
use tracing_subscriber::EnvFilter;

use crate::settings::OrdersSettings;
use crate::shelves::Shelves;
use crate::shop::Shop;
use crate::stores::Stores;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .init();
    let settings = OrdersSettings::load_with_sources()?;
    tracing::info!("settings in force:\n{settings}");

    let (database, redis) = (&settings.database_url, &settings.redis_url);
    let Stores { store, db } = Stores::open(database.as_ref(), redis.as_ref()).await?;
    let shelves = Data::new(Shelves::stocked(settings.stock.articles()));
    let (shop, writes) = match db.clone() {
        Some(db) => {
            tables::prepare(&db, settings.stock.articles()).await?;
            (Shop::Tables(db), api::in_database::writes())
        }
        None => (Shop::Shelves(shelves.clone()), api::in_memory::writes()),
    };
    let shop = Data::new(shop);
    let hardpoint = Hardpoint::builder()
        .store(store.namespace("orders").budget(settings.store_budget))
        .expected_replicas(settings.replicas)
        .endpoints(writes.and(api::reads()))
        .build()?;
    let listen = settings.listen;
    let drain = hardpoint.drain_budget();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shop.clone())
            .app_data(shelves.clone())
            .configure(hardpoint.mount())
    })
    .workers(settings.workers)
    .shutdown_timeout(drain.as_secs())
    .bind(listen)
    .map_err(|error| std::io::Error::new(error.kind(), format!("LISTEN={listen}: {error}")))?;
    tracing::info!("serving orders on http://{listen}/v1/orders");
    server.run().await?;
    if let Some(db) = db {
        db.close(drain).await;
    }
    Ok(())
}
