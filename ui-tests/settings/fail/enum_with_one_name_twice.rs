//! One of the two could not be named.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    Fast,
    #[setting(name = "fast")]
    Quick,
}

fn main() {}
