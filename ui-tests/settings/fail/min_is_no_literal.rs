//! The compiler cannot compare what an expression makes.
//! Breaks: `a_default_is_a_literal`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 5, min = 1 + 1)]
    workers: u16,
}

fn main() {}
