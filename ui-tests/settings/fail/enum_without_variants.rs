//! Nothing is a value of it.
use hardpoint::Settings;

#[derive(Settings)]
enum Mode {}

fn main() {}
