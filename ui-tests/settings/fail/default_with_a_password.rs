//! The source is no place for a password.
//! Breaks: `a_url_in_a_file_holds_no_password`.
use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "postgres://shop:hunter2@db/shop")]
    database: String,
}

fn main() {}
