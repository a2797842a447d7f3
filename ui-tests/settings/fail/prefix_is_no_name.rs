//! Variables are in capital letters.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "my-shop")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
