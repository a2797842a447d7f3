//! A path is text or a path.
//! Breaks: `the_crate_is_a_path`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP", crate = 5)]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
