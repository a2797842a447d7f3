//! All of them are told at once.
use hardpoint::Settings;

type Count = u8;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = 256)]
    workers: Count,
    #[setting(default = "x")]
    password: String,
    name: String,
}

fn main() {}
