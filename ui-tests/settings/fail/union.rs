//! Of a union, no field is known to be there.
use hardpoint::Settings;

#[derive(Settings)]
union Shop {
    workers: u16,
    level: i16,
}

fn main() {}
