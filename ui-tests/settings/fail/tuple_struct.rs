//! Settings have names.
//! Breaks: `settings_have_names`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop(u16);

fn main() {}
