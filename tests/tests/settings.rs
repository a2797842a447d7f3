//! Settings as a service has them: a file that is checked in, and secrets that stay secret.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use hardpoint::{Environment, Secret, Settings};
use parking_lot::Mutex;

#[derive(Debug, Clone, Settings)]
#[settings(prefix = "SHOP", file = "tests/settings.toml")]
struct Shop {
    timeout: Duration,
    #[setting(nested)]
    database: Database,
}

#[derive(Debug, Clone, Settings)]
struct Database {
    url: String,
    password: Secret<String>,
}

const KNOWN: &str = "hunter2-which-nobody-may-see";

fn environment() -> Environment {
    Environment::of([("SHOP_DATABASE_PASSWORD", KNOWN)])
}

#[test]
fn a_file_that_is_checked_in_is_part_of_the_program() {
    let shop = Shop::load_from(&environment(), None).expect("right settings");
    assert_eq!(shop.timeout, Duration::from_secs(7));
    assert_eq!(shop.database.url, "postgres://shop@localhost/db");
    let expected = "timeout           = 7s                            (tests/settings.toml:2)\n\
         database.url      = postgres://shop@localhost/db  (tests/settings.toml:5)\n\
         database.password = [redacted]                    (SHOP_DATABASE_PASSWORD)";
    assert_eq!(shop.to_string(), expected);
}

#[test]
fn the_process_is_where_they_are_loaded_from() {
    let error = Shop::load().expect_err("no password");
    let expected = "one setting is wrong\n\n\
        SHOP_DATABASE_PASSWORD: `database.password` is not set, expected text\n\
        help: set `SHOP_DATABASE_PASSWORD`, or `SHOP_DATABASE_PASSWORD_FILE` to the path of a \
        file that holds it";
    assert_eq!(format!("{error:?}"), expected);
}

/// What is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_secret_is_in_no_log_line() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone());
    tracing::subscriber::with_default(subscriber.finish(), || {
        let shop = Shop::load_from(&environment(), None).expect("right settings");
        let password = &shop.database.password;
        tracing::info!(?shop, settings = %shop, ?password, "loaded {:?}", *shop);
        let span = tracing::info_span!("start", ?password);
        span.in_scope(|| tracing::info!(settings = ?shop.clone().into_inner()));
        let wrong = Environment::of([("SHOP_DATABASE_PASSWORT", KNOWN)]);
        let error = Shop::load_from(&wrong, None).expect_err("no password");
        tracing::error!(%error, ?error, error = &error as &dyn std::error::Error);
    });
    let logged = String::from_utf8(lines.0.lock().clone()).expect("UTF-8");
    assert!(logged.contains("[redacted]"), "{logged}");
    assert!(logged.contains("SHOP_DATABASE_PASSWORT"), "{logged}");
    assert!(!logged.contains(KNOWN), "{logged}");
}
