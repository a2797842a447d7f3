//! One endpoint per policy at a fixed address, for trying things with curl.
//!
//! Serves on `LISTEN`, `127.0.0.1:8080` unless set. Instances with the same `DATABASE_URL`, the
//! same `REDIS_URL` or both share their state, and with a database there are `/tx-orders` and
//! `/lease-orders`. With `LAB_JWT_SECRET` there are `/whoami`, `/mine` and `/scoped`, for those who have
//! a token that is signed with it (HS256).

mod cached;
mod failures;
mod items;
mod limits;
mod literal;
mod orders;
mod settings;
mod shared_orders;
#[path = "../stores.rs"]
mod stores;
mod strict;
mod who;

use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, HttpServer};
use hardpoint::Settings as _;
use hardpoint::prelude::*;
use tracing_subscriber::EnvFilter;

use crate::settings::LabSettings;
use crate::shared_orders::Instance;
use crate::stores::Stores;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
        .init();
    let settings = LabSettings::load()?;
    let listen = settings.listen.clone();
    let (database, redis) = (&settings.database_url, &settings.redis_url);
    let Stores { store, db } = Stores::open(database.as_ref(), redis.as_ref()).await?;
    let mut endpoints = all();
    if let Some(db) = &db {
        shared_orders::prepare(db).await?;
        endpoints = endpoints.and(shared_orders::all());
    }

    let mut builder =
        Hardpoint::builder().store(store.namespace("lab").budget(settings.store_budget));
    if let Some((more, jwt)) = who::all(&settings)? {
        endpoints = endpoints.and(more);
        builder = builder.authenticator(jwt);
    }
    let hardpoint = builder.endpoints(endpoints).build()?;
    let drain = hardpoint.drain_budget();
    let instance = Data::new(Instance(settings.instance.unwrap_or(listen.clone())));
    let data = db.clone().map(Data::new);
    HttpServer::new(move || {
        let data = |app: &mut ServiceConfig| {
            app.app_data(instance.clone());
            data.clone().map(|db| app.app_data(db));
        };
        App::new()
            .configure(data)
            .service(items::bare)
            .configure(hardpoint.mount())
    })
    .shutdown_timeout(drain.as_secs())
    .bind(&listen)
    .map_err(|error| std::io::Error::new(error.kind(), format!("LISTEN={listen}: {error}")))?
    .run()
    .await?;
    if let Some(db) = db {
        db.close(drain).await;
    }
    Ok(())
}

/// Every endpoint that needs nothing else; fixed paths before captures.
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
