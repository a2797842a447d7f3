//! The type is a number, and has no unit.
use hardpoint::Settings;

type Count = u32;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required, max = "60s")]
    workers: Count,
}

fn main() {}
