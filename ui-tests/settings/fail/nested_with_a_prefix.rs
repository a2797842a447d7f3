//! Its own prefix would not count.
//! Breaks: `options_of_a_setting_agree`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "DATABASE")]
struct Database {
    #[setting(default = 5)]
    pool: u16,
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(nested)]
    database: Database,
}

fn main() {}
