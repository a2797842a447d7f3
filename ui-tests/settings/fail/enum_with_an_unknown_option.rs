//! A name that nobody would read.
//! Breaks: `an_option_of_a_setting_is_known`.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    #[setting(rename = "fast")]
    Fast,
}

fn main() {}
