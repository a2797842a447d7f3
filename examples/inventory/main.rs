//! A small service that another depends on, and that misbehaves when it is told to.
//!
//! Serves on `LISTEN`, `127.0.0.1:8090` unless set, and is watched on `ADMIN`, `127.0.0.1:9466`
//! unless set. `GET /stock/{sku}` is what it is for. How it misbehaves is said by
//! `MISBEHAVE_LATENCY` (a duration), `MISBEHAVE_ERRORS` (of a hundred answers, so many are 502) and
//! `MISBEHAVE_HANG` (`true`: it never answers), and while it runs by `PUT /faults`, which puts all
//! of it in place of what was: `curl -X PUT '127.0.0.1:8090/faults?latency_ms=300&errors=50'`, and
//! `curl -X PUT 127.0.0.1:8090/faults` for none. `POST /die` ends the process at once, as a crash
//! would.

mod faults;
mod settings;
mod stock;

use std::time::Duration;

use hardpoint::logs::{self, LogSettings};
use hardpoint::prelude::*;
use hardpoint::server::ServerSettings;
use hardpoint::{Environment, Settings as _};

use crate::faults::Faults;
use crate::settings::InventorySettings;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let logs = logs::init(&LogSettings::of(&Environment::process()))?;
    let settings = InventorySettings::load()?;
    // It is there to be ended and begun again.
    let server = ServerSettings::default()
        .workers(2)
        .drain_delay(Duration::ZERO)
        .admin(settings.admin);
    let service = Hardpoint::builder()
        .server(server)
        .logs(&logs)
        .app_data(Faults::of(&settings))
        .endpoints(endpoints![stock::get_stock, faults::misbehave, faults::die]);
    Ok(service.run(settings.listen).await?)
}
