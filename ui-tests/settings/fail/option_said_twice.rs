//! One of the two would be ignored.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5s", default = "6s")]
    timeout: Duration,
}

fn main() {}
