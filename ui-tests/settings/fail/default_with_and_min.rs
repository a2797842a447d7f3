//! The compiler cannot compare what an expression makes.
//! Breaks: `options_of_a_setting_agree`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default_with = 6, min = 1)]
    workers: u16,
}

fn main() {}
