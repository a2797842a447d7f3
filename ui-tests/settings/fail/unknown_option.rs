//! A default that nobody would read.
//! Breaks: `an_option_of_a_setting_is_known`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(defualt = "5s")]
    timeout: Duration,
}

fn main() {}
