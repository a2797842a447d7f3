//! What is loaded from which source, and what is said of what cannot be.

mod loading;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::{Loaded, Secret, SettingsError};
use crate::Settings;
use crate::environment::Environment;

#[derive(Debug, Settings)]
#[settings(prefix = "SHOP", ignore = "SHOP_PORT_*")]
struct Shop {
    #[setting(default = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[setting(default = "5s", min = "1ms", max = "60s")]
    timeout: Duration,
    #[setting(default = 16, min = 1, max = 1024)]
    workers: usize,
    key: Secret<String>,
    #[setting(nested)]
    database: Database,
    feature: Option<String>,
    #[setting(default = "fast")]
    mode: Mode,
    #[setting(default = "a, b")]
    origins: Vec<String>,
    #[setting(default_with = Level(3))]
    level: Level,
}

#[derive(Debug, Settings)]
struct Database {
    #[setting(required)]
    url: String,
    #[setting(default = 0.5, min = 0, max = 1)]
    ratio: f64,
    password: Option<Secret<String>>,
}

#[derive(Debug, PartialEq, Settings)]
enum Mode {
    Fast,
    VerySlow,
}

#[derive(Debug, PartialEq)]
struct Level(u8);

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse()
            .map(Self)
            .map_err(|error| format!("no level: {error}"))
    }
}

/// What each start is given in these tests, and more.
fn load(variables: &[(&str, &str)]) -> Result<Loaded<Shop>, SettingsError> {
    let given = [("SHOP_KEY", "hunter2"), ("SHOP_DATABASE_URL", "db")];
    let kept = given
        .iter()
        .filter(|(name, _)| !variables.iter().any(|(other, _)| other == name));
    let all = kept.chain(variables).filter(|(_, value)| *value != UNSET);
    Shop::load_from(&Environment::of(all.copied()), None)
}

/// Takes away a variable that is given.
const UNSET: &str = "\u{0}";

/// The lines that are said of what is wrong.
fn said(variables: &[(&str, &str)]) -> Vec<String> {
    let error = load(variables).expect_err("faults");
    error.faults().iter().map(ToString::to_string).collect()
}

/// A file for one test, gone with it.
struct TestFile(PathBuf);

impl TestFile {
    fn of(text: impl AsRef<[u8]>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "hardpoint-settings-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).expect("a file");
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn name(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
