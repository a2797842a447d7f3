//! Nothing is beside `Cargo.toml` under that name.
//! Breaks: `a_file_of_settings_is_there`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP", file = "config/nowhere.toml")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
