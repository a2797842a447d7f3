//! In a list, a comma is between names.
//! Breaks: `settings_have_names`.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    #[setting(name = "fast,quick")]
    Fast,
}

fn main() {}
