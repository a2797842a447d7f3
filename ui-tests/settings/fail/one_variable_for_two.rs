//! Which of the two would be set?
//! Breaks: `a_variable_sets_one_thing`.
use hardpoint::Settings;

#[derive(Settings)]
struct Database {
    #[setting(default = 5)]
    pool: u16,
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(nested)]
    database: Database,
    #[setting(default = 1)]
    database_pool: u16,
}

fn main() {}
