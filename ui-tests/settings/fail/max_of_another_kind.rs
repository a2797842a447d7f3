//! The most is of the type too.
//! Breaks: `a_default_is_of_its_type`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5s", max = 60)]
    timeout: Duration,
}

fn main() {}
