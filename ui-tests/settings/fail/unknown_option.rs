//! A default that nobody would read.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(defualt = "5s")]
    timeout: Duration,
}

fn main() {}
