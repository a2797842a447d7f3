//! A secret is printed only where it is exposed.
use hardpoint::Secret;

fn show(secret: Secret<String>) -> String {
    format!("{secret}")
}

fn main() {}
