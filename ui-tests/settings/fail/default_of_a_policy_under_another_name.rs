//! Only the name says as which policy it is read.
use hardpoint::Settings;

type Limit = hardpoint::policy::Rate;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "10/min")]
    limit: Limit,
}

fn main() {}
