//! The expression has the type of the field.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default_with = "five")]
    workers: u16,
}

fn main() {}
