//! It is both.
//! Breaks: `options_of_a_setting_agree`.
use hardpoint::{Secret, Settings};

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(plain = "why")]
    token: Secret<String>,
}

fn main() {}
