//! A `u8` ends at 255.
//! Breaks: `a_default_is_in_range`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 256)]
    workers: u8,
}

fn main() {}
