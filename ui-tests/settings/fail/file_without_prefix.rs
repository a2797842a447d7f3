//! A struct that is nested has the file of the outer.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(file = "config/default.toml")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
