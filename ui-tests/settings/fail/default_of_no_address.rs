//! Names are not looked up at compile time.
use std::net::SocketAddr;

use hardpoint::Settings;

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    #[setting(default = "localhost:8080")]
    listen: SocketAddr,
}

fn main() {}
