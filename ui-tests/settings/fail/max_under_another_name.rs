//! The type is a number, and has no unit.
//! Breaks: `a_default_is_of_its_type`.
use hardpoint::Settings;

type Count = u32;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required, max = "60s")]
    workers: Count,
}

fn main() {}
