//! The compiler cannot check what an expression makes.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = Duration::from_secs(5))]
    timeout: Duration,
}

fn main() {}
