//! There is nothing to load.
//! Breaks: `settings_have_names`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {}

fn main() {}
