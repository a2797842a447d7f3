//! All that is wrong is told at once.
use hardpoint::dependency;

#[dependency(timeot = "2s", attempt = 5, idempotent = "yes")]
fn stock(sku: &str) {
    let _ = sku;
}

fn main() {}
