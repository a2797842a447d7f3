//! All of them are told at once.
//! Breaks: `a_prefix_begins_variables`, `a_default_is_in_range`, `a_default_is_of_its_type`.
//! Breaks: `an_option_of_a_setting_is_known`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "shop")]
struct Shop {
    #[setting(default = "5")]
    timeout: Duration,
    #[setting(default = 0, min = 1)]
    workers: u16,
    #[setting(defualt = "a")]
    name: String,
}

fn main() {}
