//! A switch is `true` or `false`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "yes")]
    verbose: bool,
}

fn main() {}
