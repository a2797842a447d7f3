//! Text where a number is meant.
//! Breaks: `a_default_is_of_its_type`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "many")]
    workers: u16,
}

fn main() {}
