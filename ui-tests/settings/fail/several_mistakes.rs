//! All of them are told at once.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "shop")]
struct Shop {
    #[setting(default = "5")]
    timeout: Duration,
    #[setting(default = 0, min = 1)]
    workers: u16,
    #[setting(defualt = "a")]
    name: String,
}

fn main() {}
