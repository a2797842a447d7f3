//! A struct has no order.
//! Breaks: `a_range_is_of_a_quantity`.
use hardpoint::Settings;

#[derive(Settings)]
struct Database {
    #[setting(default = 5)]
    pool: u16,
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(nested, max = 5)]
    database: Database,
}

fn main() {}
