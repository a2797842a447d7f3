//! A prefix that nobody would read.
//! Breaks: `an_option_of_a_setting_is_known`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefx = "SHOP")]
struct Shop {
    #[setting(default = "5s")]
    timeout: Duration,
}

fn main() {}
