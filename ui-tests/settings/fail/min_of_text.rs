//! Text has no order.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "a", min = 1)]
    name: String,
}

fn main() {}
