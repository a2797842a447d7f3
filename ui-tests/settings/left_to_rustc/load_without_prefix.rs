//! A struct without a prefix can only be nested.
use hardpoint::Settings;

#[derive(Settings)]
struct Database {
    #[setting(default = 5)]
    pool: u16,
}

fn load() {
    let _ = Database::load();
}

fn main() {}
