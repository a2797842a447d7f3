//! Why is it no secret?
//! Breaks: `a_secret_says_why_it_is_plain`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "x", plain = "")]
    token: String,
}

fn main() {}
