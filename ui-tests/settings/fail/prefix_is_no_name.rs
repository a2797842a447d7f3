//! Variables are in capital letters.
//! Breaks: `a_prefix_begins_variables`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "my-shop")]
struct Shop {
    #[setting(default = 5)]
    workers: u16,
}

fn main() {}
