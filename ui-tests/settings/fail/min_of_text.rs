//! Text has no order.
//! Breaks: `a_range_is_of_a_quantity`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "a", min = 1)]
    name: String,
}

fn main() {}
