//! There is nothing to say beyond the word.
//! Breaks: `an_option_of_a_setting_is_known`.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required = true)]
    timeout: Duration,
}

fn main() {}
