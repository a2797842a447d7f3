//! `KB` is 1000 bytes to some and 1024 to others.
//! Breaks: `a_default_is_of_its_type`.
use hardpoint::Settings;
use hardpoint::policy::Size;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "64KB")]
    buffer: Size,
}

fn main() {}
