//! The most is of the type too.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5s", max = 60)]
    timeout: Duration,
}

fn main() {}
