//! Nobody knows which unit was meant.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5")]
    timeout: Duration,
}

fn main() {}
