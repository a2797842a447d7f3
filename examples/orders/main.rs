//! A small but true service: orders, and stock that runs out.
//!
//! Serves on `LISTEN`, `127.0.0.1:8080` unless set, and is watched on `ADMIN`, `127.0.0.1:9464`
//! unless set. Orders are in the database at `DATABASE_URL`,
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
use hardpoint::logs::{self, LogSettings};
use hardpoint::prelude::*;
use hardpoint::reply::CursorKey;
use hardpoint::server::ServerSettings;
use hardpoint::{Environment, Settings as _};

use crate::settings::OrdersSettings;
use crate::shelves::Shelves;
use crate::shop::Shop;
use crate::stores::Stores;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let logs = logs::init(&LogSettings::of(&Environment::process()))?;
    let settings = OrdersSettings::load_with_sources()?;
    tracing::info!("settings in force:\n{settings}");

    let (database, redis) = (&settings.database_url, &settings.redis_url);
    let Stores { store, db } = Stores::open(database.as_ref(), redis.as_ref()).await?;
    let store = store.namespace("orders").budget(settings.store_budget);
    let shelves = Data::new(Shelves::stocked(settings.stock.articles()));
    let mut server = ServerSettings::default()
        .workers(settings.workers)
        .drain_delay(settings.drain_delay);
    if let Some(admin) = settings.admin {
        server = server.admin(admin);
    }
    let mut builder = Hardpoint::builder()
        .store(store)
        .server(server)
        .logs(&logs)
        .expected_replicas(settings.replicas);
    if let Some(key) = &settings.cursor_key {
        builder = builder.cursor_key(CursorKey::new(key.expose())?);
    }
    let (shop, writes) = match db {
        Some(db) => {
            tables::prepare(&db, settings.stock.articles()).await?;
            builder = stores::with_database(builder, &db).ready_when("database", db.probe());
            (Shop::Tables(db), api::in_database::writes())
        }
        None => (Shop::Shelves(shelves.clone()), api::in_memory::writes()),
    };
    let service = builder
        .app_data(shop)
        .configure(move |app| {
            app.app_data(shelves.clone());
        })
        .endpoints(writes.and(api::reads()));
    Ok(service.run(settings.listen).await?)
}
