//! A start without it would fail each time.
//! Breaks: `a_setting_has_a_value`.
use hardpoint::Settings;

#[derive(Settings)]
struct Database {
    url: String,
    name: String,
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(nested)]
    database: Database,
}

fn main() {}
