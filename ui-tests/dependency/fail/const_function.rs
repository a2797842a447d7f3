//! It runs when it is called.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency]
const async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
