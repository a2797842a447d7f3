//! The attribute of a field above the struct.
//! Breaks: `an_option_of_a_setting_is_known`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[setting(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5s")]
    timeout: Duration,
}

fn main() {}
