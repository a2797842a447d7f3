//! No shell could set it.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required, env = "database-url")]
    database: String,
}

fn main() {}
