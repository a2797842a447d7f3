//! A struct that is nested has the file of the outer.
//! Breaks: `options_of_a_setting_agree`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(file = "config/default.toml")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
