//! A prefix that nobody would read.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefx = "SHOP")]
struct Shop {
    #[setting(default = "5s")]
    timeout: Duration,
}

fn main() {}
