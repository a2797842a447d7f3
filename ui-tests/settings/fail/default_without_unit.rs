//! Nobody knows which unit was meant.
//! Breaks: `a_default_is_of_its_type`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5")]
    timeout: Duration,
}

fn main() {}
