//! Values stand behind a sign.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default("5s"))]
    timeout: Duration,
}

fn main() {}
