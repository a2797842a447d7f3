//! A start without it would fail each time.
//! Breaks: `a_setting_has_a_value`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    workers: u16,
}

fn main() {}
