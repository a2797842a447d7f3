//! No file is called that.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP", file = "")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
