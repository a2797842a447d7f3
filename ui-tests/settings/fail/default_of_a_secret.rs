//! The source is no place for a secret.
//! Breaks: `a_secret_stands_in_no_file`.
use hardpoint::{Secret, Settings};

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "hunter2")]
    key: Secret<String>,
}

fn main() {}
