//! There is nothing to say beyond the word.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required = true)]
    timeout: Duration,
}

fn main() {}
