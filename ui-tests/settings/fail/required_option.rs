//! An `Option` may be absent.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(required)]
    feature: Option<String>,
}

fn main() {}
