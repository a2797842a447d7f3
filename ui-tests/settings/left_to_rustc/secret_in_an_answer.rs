//! A secret is serialised only where it is exposed.
use hardpoint::Secret;

#[derive(serde::Serialize)]
struct Answer {
    token: Secret<String>,
}

fn main() {}
