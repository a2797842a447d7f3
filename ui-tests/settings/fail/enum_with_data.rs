//! A name is all that is read.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    Fast(u8),
    Slow,
}

fn main() {}
