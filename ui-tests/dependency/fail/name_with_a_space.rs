//! It is a label.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(name = "the inventory")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
