//! The attribute of the struct above a field.
//! Breaks: `an_option_of_a_setting_is_known`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
struct Shop {
    #[settings(default = "5s")]
    timeout: Duration,
}

fn main() {}
