//! In a list, a comma is between names.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    #[setting(name = "fast,quick")]
    Fast,
}

fn main() {}
