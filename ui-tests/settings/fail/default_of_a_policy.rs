//! A rate has a window of its own words.
use hardpoint::Settings;
use hardpoint::policy::Rate;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "10/mn")]
    rate: Rate,
}

fn main() {}
