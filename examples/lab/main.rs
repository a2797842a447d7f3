//! One endpoint per policy at a fixed address, for trying things with curl.
//!
//! Serves on `LISTEN`, `127.0.0.1:8080` unless set, and is watched on `ADMIN`, `127.0.0.1:9464`
//! unless set. It logs in JSON, or for whoever reads it in a terminal; `RUST_LOG` says what, and
//! `LOG_FORMAT` how. Instances with the same `DATABASE_URL`, the
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

use hardpoint::logs::{self, LogSettings};
use hardpoint::prelude::*;
use hardpoint::server::ServerSettings;
use hardpoint::{Environment, Settings as _};

use crate::settings::LabSettings;
use crate::shared_orders::Instance;
use crate::stores::Stores;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let logs = logs::init(&LogSettings::of(&Environment::process()))?;
    let settings = LabSettings::load()?;
    let (database, redis) = (&settings.database_url, &settings.redis_url);
    let Stores { store, db } = Stores::open(database.as_ref(), redis.as_ref()).await?;
    let store = store.namespace("lab").budget(settings.store_budget);
    let listen = settings.listen;
    let instance = settings.instance.clone();
    let mut server = ServerSettings::default().drain_delay(settings.drain_delay);
    if let Some(admin) = settings.admin {
        server = server.admin(admin);
    }
    let mut builder = Hardpoint::builder()
        .store(store)
        .server(server)
        .logs(&logs)
        .app_data(Instance(instance.unwrap_or_else(|| listen.to_string())))
        .configure(|app| {
            app.service(items::bare);
        });
    let mut endpoints = all();
    if let Some(db) = db {
        shared_orders::prepare(&db).await?;
        endpoints = endpoints.and(shared_orders::all());
        builder = stores::with_database(builder, &db);
    }
    if let Some((more, jwt)) = who::all(&settings)? {
        endpoints = endpoints.and(more);
        builder = builder.authenticator(jwt);
    }
    Ok(builder.endpoints(endpoints).run(listen).await?)
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
