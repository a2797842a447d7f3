//! In a list, a comma is between names.
//! Breaks: `names_of_an_enum_are_words`.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {
    #[setting(name = "fast,quick")]
    Fast,
}

fn main() {}
