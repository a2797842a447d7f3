//! Only the name says as which policy it is read.
//! Breaks: `a_default_is_a_literal`.
use hardpoint::Settings;

type Limit = hardpoint::policy::Rate;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "10/min")]
    limit: Limit,
}

fn main() {}
