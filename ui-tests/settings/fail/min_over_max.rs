//! No value is both.
//! Breaks: `a_range_holds_something`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 5, min = 10, max = 1)]
    workers: u16,
}

fn main() {}
