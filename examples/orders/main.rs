//! A small but true service: orders, and stock that runs out.
//!
//! Serves on `LISTEN`, `127.0.0.1:8080` unless set, and is watched on `ADMIN`, `127.0.0.1:9464`
//! unless set. Orders are in the database at `DATABASE_URL`, and in memory without one; instances
//! that have the same, or the same `REDIS_URL`, are one service. With `ORDERS_JWT_SECRET`, or
//! another key, those who ask are told apart by their tokens, and who may restocks. With
//! `INVENTORY_URL`, it tells what the warehouse has, for as long as that is known. With
//! `OTEL_EXPORTER_OTLP_ENDPOINT`, a collector is sent their traces.

mod api;
mod order;
mod settings;
mod shelves;
mod shop;
mod stocktaking;
#[path = "../stores.rs"]
mod stores;
mod tables;
mod warehouse;
mod watch;
mod who;

use actix_web::web::Data;
use hardpoint::prelude::*;
use hardpoint::reply::CursorKey;
use hardpoint::{Environment, Settings as _};

use crate::settings::OrdersSettings;
use crate::shelves::Shelves;
use crate::shop::Shop;
use crate::stores::{Stores, Unusable};
use crate::warehouse::Warehouse;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (logs, traces) = watch::begin(&Environment::process())?;
    let settings = OrdersSettings::load_with_sources()?;
    tracing::info!("settings in force:\n{settings}");

    let (database, redis) = (&settings.database_url, &settings.redis_url);
    let Stores { store, db } = Stores::open(database.as_ref(), redis.as_ref()).await?;
    let store = store.namespace("orders").budget(settings.store_budget);
    let shelves = Data::new(Shelves::stocked(settings.stock.articles()));
    let mut builder = Hardpoint::builder()
        .store(store)
        .server(settings.server())
        .logs(&logs)
        .traces(&traces)
        .expected_replicas(settings.replicas);
    if let Some(key) = &settings.cursor_key {
        let key = CursorKey::new(key.expose());
        let unusable = |error| Unusable::by("ORDERS_CURSOR_KEY", &error);
        builder = builder.cursor_key(key.map_err(unusable)?);
    }
    let (shop, writes, restricted) = match db {
        Some(db) => {
            tables::prepare(&db, settings.stock.articles()).await?;
            builder = stores::with_database(builder, &db).ready_when("database", db.probe());
            use api::in_database::{restricted, writes};
            (Shop::Tables(db), writes(), restricted())
        }
        None => {
            use api::in_memory::{restricted, writes};
            (Shop::Shelves(shelves.clone()), writes(), restricted())
        }
    };
    let mut endpoints = writes.and(api::reads());
    if let Some(jwt) = who::authenticator(&settings)? {
        endpoints = endpoints.and(restricted);
        builder = builder.authenticator(jwt);
    }
    match &settings.inventory_url {
        Some(url) => {
            let unusable = |error| Unusable::by("INVENTORY_URL", &error);
            builder = builder
                .app_data(Warehouse::at(url).map_err(unusable)?)
                .dependencies(dependencies![warehouse::supply]);
            endpoints = endpoints.and(api::of_the_warehouse());
        }
        None => tracing::info!("no warehouse: INVENTORY_URL is not set"),
    }
    let service = builder
        .app_data(shop)
        .configure(move |app| {
            app.app_data(shelves.clone());
        })
        .endpoints(endpoints)
        .jobs(jobs![stocktaking::stocktaking]);
    Ok(service.run(settings.listen).await?)
}
