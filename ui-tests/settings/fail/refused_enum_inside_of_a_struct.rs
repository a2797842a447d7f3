//! One mistake is one error, wherever the type is used.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    Fast(u8),
    Slow,
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "fast")]
    mode: Mode,
}

fn main() {}
