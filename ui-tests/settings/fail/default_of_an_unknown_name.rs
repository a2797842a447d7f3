//! The enum says which names there are.
//! Breaks: `a_default_is_of_its_type`.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    Fast,
    VerySlow,
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "very_slow")]
    mode: Mode,
}

fn main() {}
