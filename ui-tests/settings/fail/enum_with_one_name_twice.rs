//! One of the two could not be named.
//! Breaks: `settings_have_names`.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    Fast,
    #[setting(name = "fast")]
    Quick,
}

fn main() {}
