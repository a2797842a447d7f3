//! One mistake is one error, wherever the type is used.
//! Breaks: `an_option_of_a_setting_is_known`.
use hardpoint::Settings;

#[derive(Settings)]
struct Database {
    #[setting(defualt = 5)]
    pool: u16,
}

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(nested)]
    database: Database,
}

fn load() -> Result<Shop, hardpoint::SettingsError> {
    Shop::load()
}

fn main() {}
