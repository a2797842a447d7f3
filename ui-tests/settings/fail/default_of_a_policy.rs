//! A rate has a window of its own words.
//! Breaks: `a_default_is_of_its_type`.
use hardpoint::Settings;
use hardpoint::policy::Rate;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "10/mn")]
    rate: Rate,
}

fn main() {}
