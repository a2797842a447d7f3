//! One call would pass for another.
use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

#[dependency(key = "charge")]
async fn stock(sku: &str) -> Result<usize, DependencyError> {
    Ok(sku.len())
}

fn main() {}
