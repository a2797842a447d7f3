//! The source is no place for a password.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "postgres://shop:hunter2@db/shop")]
    database: String,
}

fn main() {}
