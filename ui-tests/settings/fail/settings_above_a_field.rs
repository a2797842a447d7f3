//! The attribute of the struct above a field.
use std::time::Duration;

use hardpoint::Settings;

#[derive(Settings)]
struct Shop {
    #[settings(default = "5s")]
    timeout: Duration,
}

fn main() {}
