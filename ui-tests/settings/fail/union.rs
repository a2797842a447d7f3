//! Of a union, no field is known to be there.
//! Breaks: `settings_have_names`.
use hardpoint::Settings;

#[derive(Settings)]
union Shop {
    workers: u16,
    level: i16,
}

fn main() {}
