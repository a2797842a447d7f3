//! It could be printed and logged.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required)]
    database_password: String,
}

fn main() {}
