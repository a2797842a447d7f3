//! The compiler cannot compare what an expression makes.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default_with = 6, min = 1)]
    workers: u16,
}

fn main() {}
