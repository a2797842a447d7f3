//! A switch is `true` or `false`.
//! Breaks: `a_value_is_of_its_type`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "yes")]
    verbose: bool,
}

fn main() {}
