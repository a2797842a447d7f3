//! Nothing is beside `Cargo.toml` under that name.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP", file = "config/nowhere.toml")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
