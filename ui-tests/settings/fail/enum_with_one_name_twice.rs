//! One of the two could not be named.
//! Breaks: `names_of_an_enum_are_words`.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    Fast,
    #[setting(name = "fast")]
    Quick,
}

fn main() {}
