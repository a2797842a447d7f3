//! A name is all that is read.
//! Breaks: `settings_have_names`.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    Fast(u8),
    Slow,
}

fn main() {}
