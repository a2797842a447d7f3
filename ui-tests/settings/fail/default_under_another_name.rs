//! The type is not what its name says.
//! Breaks: `a_default_is_of_its_type`.
use hardpoint::Settings;

type Duration = u32;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5s")]
    timeout: Duration,
}

fn main() {}
