//! The source is no place for a secret.
use hardpoint::{Secret, Settings};

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "hunter2")]
    key: Secret<String>,
}

fn main() {}
