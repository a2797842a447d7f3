//! Which of the two?
//! Breaks: `options_of_a_setting_agree`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 5, default_with = 6)]
    workers: u16,
}

fn main() {}
