//! A switch is `true` or `false`.
//! Breaks: `a_default_is_of_its_type`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "yes")]
    verbose: bool,
}

fn main() {}
