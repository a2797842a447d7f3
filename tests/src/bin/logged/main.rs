//! A service that does with secrets what services do, for a test to look for them in its log.
//!
//! It ends with its input, or by a signal.

mod handlers;

use std::error::Error;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::HttpRequest;
use hardpoint::auth::AuthError;
use hardpoint::db::{Db, DbSettings};
use hardpoint::logs::{self, LogSettings};
use hardpoint::prelude::*;
use hardpoint::server::ServerSettings;
use hardpoint::store::Redis;
use hardpoint::{Authenticator, Environment, Principal, Secret, Settings, Store};

/// What it is told in variables.
#[derive(Debug, Settings)]
#[settings(prefix = "LOGGED")]
struct LoggedSettings {
    #[setting(env = "DATABASE_URL")]
    database_url: Secret<String>,
    /// Of a database that is not there.
    #[setting(env = "AWAY_URL")]
    away_url: Secret<String>,
    #[setting(env = "REDIS_URL")]
    redis_url: Secret<String>,
}

/// Believes everybody.
struct Believing;

impl Authenticator for Believing {
    async fn authenticate(&self, request: &HttpRequest) -> Result<Option<Principal>, AuthError> {
        let said = request
            .headers()
            .get("x-who")
            .and_then(|who| who.to_str().ok());
        tracing::info!("who asks");
        Ok(said.map(Principal::new))
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(3);
    });
    let environment = Environment::process();
    let settings = LogSettings::of(&environment).redact(["iban"]).waiting(0);
    let logs = logs::init(&settings)?;
    let settings = LoggedSettings::load()?;
    tracing::info!(?settings, "settings");

    let away = DbSettings::new(settings.away_url.expose().clone())
        .connect_timeout(Duration::from_millis(200));
    tracing::info!(
        ?away,
        url = settings.away_url.expose(),
        "a database that is not there"
    );
    if let Ok(db) = Db::connect(&away).await
        && let Err(error) = db.check().await
    {
        tracing::warn!(error = &error as &dyn Error, "as expected");
    }
    let db = Db::connect(&DbSettings::new(settings.database_url.expose().clone())).await?;
    let store = Store::memory().rates(Redis::connect(settings.redis_url.expose())?);

    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = ServerSettings::default()
        .workers(2)
        .admin(any)
        .drain_delay(Duration::ZERO);
    Hardpoint::builder()
        .server(server)
        .logs(&logs)
        .store(store)
        .authenticator(Believing)
        .app_data(db)
        .endpoints(handlers::all())
        .run(any)
        .await?;
    Ok(())
}
