//! A start without it would fail each time.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    workers: u16,
}

fn main() {}
