//! Only variables with the prefix are looked at.
//! Breaks: `what_is_ignored_is_somebody_elses`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP", ignore = ["SHOP_PORT_*", "TOYS_PORT"])]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
