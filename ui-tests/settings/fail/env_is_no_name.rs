//! No shell could set it.
//! Breaks: `a_setting_is_a_variable_too`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required, env = "database-url")]
    database: String,
}

fn main() {}
