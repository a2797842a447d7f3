//! A default that no start could give.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "2m", min = "1ms", max = "60s")]
    timeout: Duration,
}

fn main() {}
