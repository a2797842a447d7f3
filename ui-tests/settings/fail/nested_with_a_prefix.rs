//! Its own prefix would not count.
//! Breaks: `a_nested_struct_has_no_prefix`.
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
