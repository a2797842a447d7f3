//! The type is not what its name says.
use hardpoint::Settings;

type Duration = u32;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "5s")]
    timeout: Duration,
}

fn main() {}
