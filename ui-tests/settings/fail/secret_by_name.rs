//! It could be printed and logged.
//! Breaks: `a_secret_says_why_it_is_plain`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required)]
    database_password: String,
}

fn main() {}
