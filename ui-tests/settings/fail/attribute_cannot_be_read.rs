//! There is nothing behind the sign.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = )]
    timeout: Duration,
}

fn main() {}
