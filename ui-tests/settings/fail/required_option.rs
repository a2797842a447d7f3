//! An `Option` may be absent.
//! Breaks: `options_of_a_setting_agree`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required)]
    feature: Option<String>,
}

fn main() {}
