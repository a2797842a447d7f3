//! Keys that nobody would read, whichever struct knows the others.
//! Breaks: `a_key_in_a_file_is_a_setting`.
#![allow(dead_code, reason = "only what the derive says is looked at")]

use std::time::Duration;

use hardpoint::{Secret, Settings};

#[derive(Debug, Settings)]
#[settings(prefix = "SHOP", file = "config/default.toml")]
struct Shop {
    #[setting(default = "5s", min = "1ms", max = "60s")]
    timeout: Duration,
    workers: u16,
    key: Secret<String>,
    #[setting(nested)]
    database: Database,
    mode: Mode,
    origins: Vec<String>,
    feature: Option<String>,
}

#[derive(Debug, Settings)]
struct Database {
    url: String,
    #[setting(default = 4, min = 1, max = 64)]
    pool: u16,
    #[setting(required)]
    region: String,
    password: Secret<String>,
    #[setting(nested)]
    replica: Replica,
}

#[derive(Debug, Settings)]
struct Replica {
    lag: Duration,
}

#[derive(Debug, Settings)]
enum Mode {
    Fast,
    VerySlow,
}

fn main() {
    let _ = Shop::load();
}
