//! The compiler cannot check what an expression makes.
//! Breaks: `a_default_is_a_literal`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = Duration::from_secs(5))]
    timeout: Duration,
}

fn main() {}
