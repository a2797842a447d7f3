//! A service whose traces are recorded, for a test to look at what its collector is told.
//!
//! It ends with its input, or by a signal.

mod handlers;

use std::error::Error;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::time::Duration;

use hardpoint::db::{Db, DbSettings};
use hardpoint::logs::{self, LogSettings};
use hardpoint::prelude::*;
use hardpoint::server::ServerSettings;
use hardpoint::store::Redis;
use hardpoint::traces::{self, TraceSettings};
use hardpoint::{Environment, Store, TrustedProxies};

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(3);
    });
    let environment = Environment::process();
    let said = |name: &str| environment.get(name).unwrap_or_default();
    let settings = TraceSettings::of(&environment).redact(["iban"]);
    let (layer, traces) = traces::layer(&settings)?;
    let logs = logs::init_beside(&LogSettings::of(&environment), layer)?;

    let db = Db::connect(&DbSettings::new(said("DATABASE_URL").to_owned())).await?;
    let redis = Redis::connect(said("REDIS_URL"))?;
    let store = Store::postgres(&db)
        .await?
        .cache(redis.clone())
        .rates(redis);
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = ServerSettings::default()
        .workers(2)
        .admin(any)
        .drain_delay(Duration::ZERO);
    let proxies = match said("TRUSTS").is_empty() {
        true => TrustedProxies::default(),
        false => TrustedProxies::networks([said("TRUSTS")])?,
    };
    Hardpoint::builder()
        .server(server)
        .drain_budget(Duration::from_secs(10))
        .trusted_proxies(proxies)
        .logs(&logs)
        .traces(&traces)
        .store(store)
        .app_data(db)
        .endpoints(handlers::all())
        .run(any)
        .await?;
    Ok(())
}
