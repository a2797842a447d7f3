//! Nothing says how it is read from text.
//! Breaks: `settings_have_types_that_are_known`.
use hardpoint::Settings;

struct Mode;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required)]
    mode: Mode,
}

fn main() {}
