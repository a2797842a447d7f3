//! A path is text.
//! Breaks: `a_file_of_settings_is_there`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP", file = 5)]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
