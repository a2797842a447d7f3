//! What is loaded from which source, and what is said of what cannot be.

mod any_text;
mod faults;
mod loading;
mod secrets;
mod types;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::{Loaded, Secret, SettingsError};
use crate::Settings;
use crate::environment::Environment;

#[derive(Debug, Settings)]
#[settings(
    prefix = "SHOP",
    file = "src/settings/tests/default.toml",
    ignore = "SHOP_SIDECAR_*"
)]
struct Shop {
    #[setting(default = "127.0.0.1:8080", env = "LISTEN")]
    listen: SocketAddr,
    #[setting(default = "5s", min = "1ms", max = "60s")]
    timeout: Duration,
    #[setting(default = 1, max = 9)]
    level: u8,
    key: Secret<String>,
    #[setting(nested)]
    inner: Inner,
    feature: Option<String>,
    #[setting(default = "fast")]
    mode: Mode,
    tags: Vec<String>,
    #[setting(default_with = Colour(3))]
    colour: Colour,
}

#[derive(Debug, Settings)]
struct Inner {
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
struct Colour(u8);

impl std::str::FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = text.parse().map(Self);
        read.map_err(|_| format!("`{text}` is no colour"))
    }
}

/// What every start of these tests is given.
const GIVEN: [(&str, &str); 2] = [("SHOP_KEY", "hunter2"), ("SHOP_INNER_URL", "db")];

/// Loads with what is given and with these variables, of which `UNSET` takes one away.
fn load(variables: &[(&str, &str)]) -> Result<Loaded<Shop>, SettingsError> {
    load_with(variables, None)
}

fn load_with(
    variables: &[(&str, &str)],
    file: Option<&Path>,
) -> Result<Loaded<Shop>, SettingsError> {
    let given = GIVEN
        .iter()
        .filter(|(name, _)| !variables.iter().any(|(other, _)| other == name));
    let all = given.chain(variables).filter(|(_, value)| *value != UNSET);
    Shop::load_from(&Environment::of(all.copied()), file)
}

const UNSET: &str = "unset";

/// What is said of each fault.
fn said(variables: &[(&str, &str)]) -> Vec<String> {
    lines(&load(variables).expect_err("faults"))
}

fn lines(error: &SettingsError) -> Vec<String> {
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
