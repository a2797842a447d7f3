//! It is both.
use hardpoint::{Secret, Settings};

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(plain = "why")]
    token: Secret<String>,
}

fn main() {}
