//! Names are not looked up at compile time.
//! Breaks: `a_default_is_of_its_type`.
use std::net::SocketAddr;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "localhost:8080")]
    listen: SocketAddr,
}

fn main() {}
