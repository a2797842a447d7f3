//! `HARDPOINT_…` overrides what endpoints promise.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "HARDPOINT_SHOP")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
