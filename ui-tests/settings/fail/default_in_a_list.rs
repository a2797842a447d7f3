//! Each item is of the type.
//! Breaks: `a_default_is_of_its_type`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "80, http")]
    ports: Vec<u16>,
}

fn main() {}
