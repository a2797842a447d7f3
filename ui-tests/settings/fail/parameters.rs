//! Settings have types that are known.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop<T> {
    #[setting(required)]
    workers: T,
}

fn main() {}
