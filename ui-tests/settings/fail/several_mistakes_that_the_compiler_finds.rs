//! All of them are told at once.
//! Breaks: `a_default_is_in_range`, `a_secret_says_why_it_is_plain`, `a_setting_has_a_value`.
use hardpoint::Settings;

type Count = u8;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 256)]
    workers: Count,
    #[setting(default = "x")]
    password: String,
    name: String,
}

fn main() {}
