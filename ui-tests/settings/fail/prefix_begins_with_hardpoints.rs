//! `HARDPOINT_…` overrides what endpoints promise.
//! Breaks: `a_prefix_begins_variables`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "HARDPOINT_SHOP")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
