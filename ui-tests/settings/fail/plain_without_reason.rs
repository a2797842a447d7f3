//! Why is it no secret?
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "x", plain = "")]
    token: String,
}

fn main() {}
