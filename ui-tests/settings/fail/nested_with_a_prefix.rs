//! Its own prefix would not count.
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
