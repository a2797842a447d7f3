//! Nothing says which fields it has.
//! Breaks: `settings_have_types_that_are_known`.
use hardpoint::Settings;

struct Database;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(nested)]
    database: Database,
}

fn main() {}
