//! One mistake is one error, wherever the type is used.
//! Breaks: `settings_have_names`.
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
