//! A path is text.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP", file = 5)]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
