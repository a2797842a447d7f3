//! `HARDPOINT_…` overrides what endpoints promise.
//! Breaks: `a_prefix_begins_variables`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "HARDPOINT")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
