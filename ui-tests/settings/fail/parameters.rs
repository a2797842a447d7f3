//! Settings have types that are known.
//! Breaks: `settings_have_types_that_are_known`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop<T> {
    #[setting(required)]
    workers: T,
}

fn main() {}
