//! A secret is cleared from memory when it goes, and this type does not say how.
//! Breaks: `a_secret_can_be_cleared`.

use std::time::Duration;

use hardpoint::{Secret, Settings};

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    delay: Secret<Duration>,
}

fn main() {}
