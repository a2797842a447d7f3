//! The attribute of a field above the struct.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[setting(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5s")]
    timeout: Duration,
}

fn main() {}
