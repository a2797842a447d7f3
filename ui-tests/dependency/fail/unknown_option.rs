//! What is not known would not be kept.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(colour = "red")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
