//! The name is that of a variable too.
//! Breaks: `a_setting_is_a_variable_too`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 5)]
    größe: u16,
}

fn main() {}
