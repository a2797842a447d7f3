//! A `u8` ends at 255.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 256)]
    workers: u8,
}

fn main() {}
