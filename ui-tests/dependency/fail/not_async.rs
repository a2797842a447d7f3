//! What waits for nobody needs no guard.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
