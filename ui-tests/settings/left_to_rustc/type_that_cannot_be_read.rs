//! Nothing says how it is read from text.
use hardpoint::Settings;

struct Mode;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required)]
    mode: Mode,
}

fn main() {}
