//! A secret is cleared from memory when it goes, wherever it stands.
//! Breaks: `a_secret_can_be_cleared`.
use std::net::IpAddr;

use hardpoint::{Secret, Settings};

#[derive(Settings)]
#[settings(prefix = "SHOP")]
struct Shop {
    peers: Option<Secret<Vec<IpAddr>>>,
}

fn main() {}
