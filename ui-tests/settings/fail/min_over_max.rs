//! No value is both.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 5, min = 10, max = 1)]
    workers: u16,
}

fn main() {}
