//! It could be printed and logged.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    api_key: Option<String>,
}

fn main() {}
