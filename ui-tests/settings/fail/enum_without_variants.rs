//! Nothing is a value of it.
//! Breaks: `settings_have_names`.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {}

fn main() {}
