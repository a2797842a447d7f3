//! Nothing says which fields it has.
use hardpoint::Settings;

struct Database;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(nested)]
    database: Database,
}

fn main() {}
