//! A default that no start could give.
//! Breaks: `a_default_is_in_range`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "2m", min = "1ms", max = "60s")]
    timeout: Duration,
}

fn main() {}
