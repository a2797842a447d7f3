//! `HARDPOINT_…` overrides what endpoints promise.
//! Breaks: `a_setting_is_a_variable_too`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 5, env = "HARDPOINT_WORKERS")]
    workers: u16,
}

fn main() {}
