//! A name that nobody would read.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    #[setting(rename = "fast")]
    Fast,
}

fn main() {}
