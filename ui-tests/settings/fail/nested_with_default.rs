//! The fields inside have defaults of their own.
//! Breaks: `options_of_a_setting_agree`.
use hardpoint::Settings;

#[derive(Settings)]
struct Database {
    #[setting(default = 5)]
    pool: u16,
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(nested, default = 5)]
    database: Database,
}

fn main() {}
