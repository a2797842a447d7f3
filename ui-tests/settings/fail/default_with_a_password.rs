//! The source is no place for a password.
//! Breaks: `a_secret_is_not_in_the_sources`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "postgres://shop:hunter2@db/shop")]
    database: String,
}

fn main() {}
