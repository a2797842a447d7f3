//! Text where a number is meant.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "many")]
    workers: u16,
}

fn main() {}
